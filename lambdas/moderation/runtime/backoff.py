"""How long a message waits before it is tried again."""

_FIRST_SECONDS = 30
_LONGEST_SECONDS = 900


def backoff_seconds(receive_count: int, random: float) -> int:
    """Seconds of delay after the message was received that many times (from 1).

    At most 30, doubling to at most 900; `random` (0 to 1) spreads it over the upper half, so that
    what failed together does not come back together.
    """
    doublings = min(max(receive_count, 1) - 1, 5)
    most = min(_FIRST_SECONDS << doublings, _LONGEST_SECONDS)
    return round(most * (0.5 + 0.5 * random))
