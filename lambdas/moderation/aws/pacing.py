"""Pacing: no more calls a second than the account's quota allows this worker."""

from collections.abc import Callable
from threading import Lock

from lambdas.moderation.domain.errors import Retryable

_BURST_SECONDS = 0.9
"""Enough to make up for the time between two batches (the last answer, the writes, the next
messages: about 0.7 seconds), and with all workers together less than a second's quota at once."""

_SLOWER = 0.7
_SLOWEST = 0.1
_RECOVERY_SECONDS = 20.0
_ONE_SLOWDOWN_SECONDS = 0.5


class Pacer:
    """Gives each call its turn, evenly spaced, first come first served. Safe for threads.

    `rate` is calls a second. At most 0.9 seconds of idle time are made up for by calls closer
    together, so a process that was frozen for minutes wakes without a burst. A throttled call
    makes all later ones slower by a factor, down to a tenth; the rate then grows back evenly in
    about twenty seconds, never above `rate`. `clock` counts seconds monotonically.
    """

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        longest_wait: float = 8.0,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._longest_wait = longest_wait
        self._lock = Lock()
        self._next = clock()
        self._slowed_rate = rate
        self._slowed_at = clock() - _RECOVERY_SECONDS

    @property
    def rate(self) -> float:
        """Calls a second right now."""
        with self._lock:
            return self._current_rate(self._clock())

    def wait(self) -> None:
        """Returns when it is this call's turn.

        Raises `Retryable` at once where that would take longer than `longest_wait` seconds.
        """
        with self._lock:
            now = self._clock()
            interval = 1 / self._current_rate(now)
            turn = max(self._next, now - max(0.0, _BURST_SECONDS - interval))
            pause = turn - now
            if pause > self._longest_wait:
                raise Retryable("Too many calls wait for their turn already.", code="paced")
            self._next = turn + interval
        if pause > 0:
            self._sleep(pause)

    def throttled(self) -> None:
        """The service said it was too much. Several answers within half a second count once."""
        with self._lock:
            now = self._clock()
            if now - self._slowed_at < _ONE_SLOWDOWN_SECONDS:
                return
            slower = max(self._current_rate(now) * _SLOWER, self._rate * _SLOWEST)
            self._slowed_rate, self._slowed_at = slower, now
            self._next = max(self._next, now)

    def _current_rate(self, now: float) -> float:
        recovered = self._rate * max(0.0, now - self._slowed_at) / _RECOVERY_SECONDS
        return min(self._rate, self._slowed_rate + recovered)
