"""The setting `review` of a stage: whether it has a review desk, and how the desk works."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from lambdas.moderation.domain.desk_rules import DeskRules, DeskRulesError, read_rules
from lambdas.moderation.domain.nearest import suggestion

_OWN = ("mfa",)


class Mfa(StrEnum):
    """Whether people at the desk sign in with a second factor, a code from an app."""

    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """A stage's review desk: the rules that its functions work by, and what is set up for it.

    - `mfa`: `required`: everybody sets up a second factor at the first sign-in; `optional`: only
      those for whom it was set up are asked for it.
    """

    rules: DeskRules
    mfa: Mfa = Mfa.OPTIONAL


def read_review(given: object) -> ReviewSettings | None:
    """What `review` says in plain data: None for no desk. Raises `DeskRulesError`."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise DeskRulesError(f"review: {given!r} is not an object; null means no review desk.")
    known = [*(field.name for field in fields(DeskRules)), *_OWN]
    for name in given:
        if name not in known:
            meant = suggestion(str(name), known) or f" It may have {', '.join(known)}."
            raise DeskRulesError(f"review: {name!r} is not known.{meant}")
    rules = {name: value for name, value in given.items() if name not in _OWN}
    return ReviewSettings(rules=read_rules(rules), mfa=_mfa(given.get("mfa", Mfa.OPTIONAL)))


def _mfa(given: object) -> Mfa:
    if given not in set(Mfa):
        raise DeskRulesError(f"review.mfa is {given!r}; it may be {' or '.join(Mfa)}.")
    return Mfa(str(given))
