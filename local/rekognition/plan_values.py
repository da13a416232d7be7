"""Numbers of a plan of faults, read from JSON."""

LONGEST_SECONDS = 900.0
MOST = 1_000_000
_BOUNDS = 2


class PlanMistakeError(ValueError):
    """A plan that cannot be followed; the message says in one sentence why."""


def number(name: str, value: object) -> float:
    """A number from 0 to `MOST`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PlanMistakeError(f"`{name}` is a number")
    if not 0 <= value <= MOST:
        raise PlanMistakeError(f"`{name}` is from 0 to {MOST:,}")
    return float(value)


def whole_number(name: str, value: object) -> int:
    """A whole number from 0 to `MOST`."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise PlanMistakeError(f"`{name}` is a whole number")
    return int(number(name, value))


def seconds(name: str, value: object) -> float:
    """A number of seconds up to `LONGEST_SECONDS`."""
    found = number(name, value)
    if found > LONGEST_SECONDS:
        raise PlanMistakeError(f"`{name}` is at most {LONGEST_SECONDS:g} seconds")
    return found


def least_and_most(name: str, value: object) -> tuple[float, float]:
    """Two numbers of seconds, the lesser first."""
    if not isinstance(value, list) or len(value) != _BOUNDS:
        raise PlanMistakeError(f"`{name}` is two numbers of seconds, least and most")
    least, most = (seconds(name, each) for each in value)
    if least > most:
        raise PlanMistakeError(f"`{name}` is least first")
    return least, most
