"""What came out of each upload, against what the catalogue of samples says should."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambdas.moderation.domain.verdict import Status

_READABLE, _REFUSED = 200, 403
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out of one upload. `status` is None where no verdict came in time.

    `rule` is the rule id of the first reason, `read` the HTTP status that an application gets on
    reading that version.
    """

    key: str
    expected: Status
    expected_rule: str
    status: Status | None
    rule: str | None
    read: int | None
    alerted: bool
    has_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that did not come out as it should."""

    key: str
    what: str
    expected: str
    got: str


def differences(outcomes: Sequence[Outcome]) -> list[Difference]:
    """Everything that is not as the catalogue says; empty if all is well.

    Exactly the flagged are alerted, exactly those in review have an open case, and only the
    approved can be read. That is judged by the **expected** verdict.
    """
    return [each for outcome in outcomes for each in _of(outcome)]


def row_is_right(outcome: Outcome) -> bool:
    """Whether verdict, first reason and read are right; alert and case are looked at later."""
    return not any(each.what in {"verdict", "first reason", "app reads"} for each in _of(outcome))


def _of(outcome: Outcome) -> Iterator[Difference]:
    expected = outcome.expected
    readable = expected is Status.APPROVED
    pairs = (
        ("verdict", _name(expected), _name(outcome.status)),
        ("first reason", outcome.expected_rule, outcome.rule or _NOTHING),
        ("app reads", str(_READABLE if readable else _REFUSED), str(outcome.read or _NOTHING)),
        ("alert", _yes(expected.is_flagged), _yes(outcome.alerted)),
        ("case", _yes(expected is Status.IN_REVIEW), _yes(outcome.has_case)),
    )
    for what, should, got in pairs:
        if should != got:
            yield Difference(key=outcome.key, what=what, expected=should, got=got)


def _name(status: Status | None) -> str:
    return status.value.replace("_", " ") if status else "none in time"


def _yes(there: bool) -> str:
    return "there" if there else "not there"
