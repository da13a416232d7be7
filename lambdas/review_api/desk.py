"""What every use case of the review API works with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.domain.person import Person
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.ports import Contents, Counter, Policies
from lambdas.moderation.ports.desk import Cases, People, Showcase
from lambdas.review_api.asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk as one function sees it. Safe for threads as far as its parts are.

    - `bucket`: that of the uploads, for whoever searches by key.
    - `chance`: a random number from 0 up to 1.
    - `tell`: writes a line to the log, about that content.
    """

    contents: Contents
    cases: Cases
    people: People
    showcase: Showcase
    policies: Policies
    counter: Counter
    rules: DeskRules
    bucket: str
    now: Callable[[], datetime]
    chance: Callable[[], float]
    tell: Callable[[str, str], None]

    @property
    def pause(self) -> timedelta:
        """After so long without anything done, a new shift begins."""
        return timedelta(minutes=self.rules.shift_pause_minutes)

    def person(self, asked: Asked) -> Person:
        """Whoever asks, as last written, with the roles of their token."""
        return replace(self.people.load(asked.who), roles=asked.roles)

    def case(self, content_id: str) -> Case:
        """The case of that content. Raises `Refused` where there is none."""
        case = self.cases.load(content_id)
        if case is None:
            raise Refused("There is no case of this content.", code="no-such-case")
        return case

    def state(self, content_id: str) -> ContentState:
        """The state of that content. Raises `Refused` where there is none."""
        state = self.contents.load(content_id)
        if state is None:
            raise Refused("There is no such content.", code="no-such-content")
        return state
