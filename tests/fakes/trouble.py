"""What can be told to go wrong in any fake: the next calls of a method raise, before or after."""

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lambdas.moderation.domain.errors import Retryable


@dataclass
class Trouble:
    """Scripted failures by method name; with nothing scripted, nothing fails.

    `before` fails a call that then had no effect, `after` one whose effect took place although the
    caller never hears of it (a lost answer, a crash right after the write).
    """

    _before: dict[str, deque[BaseException]] = field(default_factory=lambda: defaultdict(deque))
    _after: dict[str, deque[BaseException]] = field(default_factory=lambda: defaultdict(deque))

    def before(self, method: str, error: BaseException | None = None, *, times: int = 1) -> None:
        """The next `times` calls of that method raise, without effect (default: `Retryable`)."""
        self._before[method].extend([error or _outage()] * times)

    def after(self, method: str, error: BaseException | None = None, *, times: int = 1) -> None:
        """The next `times` calls of that method take effect, then raise."""
        self._after[method].extend([error or _outage()] * times)

    @contextmanager
    def around(self, method: str) -> Iterator[None]:
        """What a fake puts around each method's effect."""
        if self._before[method]:
            raise self._before[method].popleft()
        yield
        if self._after[method]:
            raise self._after[method].popleft()


def _outage() -> Retryable:
    return Retryable("The service does not answer.", code="scripted-outage")
