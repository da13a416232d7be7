"""`open_case` and `close_case` with fakes around one table, and one content."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from lambdas.close_case.close_case import CloseCase
from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.policy_parse import parse
from lambdas.moderation.domain.state import ContentState, EventKind
from lambdas.moderation.domain.transitions import with_gone
from lambdas.moderation.domain.verdict import Action, Status
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.open_case.open_case import OpenCase
from tests.fakes import FakeCases, FakeCounter, FakePolicies
from tests.fakes.intake import FakeMailbox
from tests.unit.desk_domain.desk import CONTENT, NOW, RULES, judged, taken

ID = CONTENT.content_id
ALERT = json.dumps({"content": {"content_id": ID}})
_VERDICTS = {"hold": Action.REVIEW, "approve": Action.APPROVE, "reject": Action.REJECT}


def policy(**rule: str) -> FakePolicies:
    """A policy with the rule `weapons`."""
    weapons = {"id": "weapons", "label": "Weapons", "category": "violence", "review": 60}
    plain = {"analysers": {"moderation_labels": True}, "default": "approve"}
    return FakePolicies(parse({**plain, "rules": [{**weapons, "severity": "high", **rule}]}))


@dataclass
class Rig:
    """Both use cases around one table."""

    policies: FakePolicies = field(default_factory=policy)

    def __post_init__(self) -> None:
        self.cases = FakeCases()
        self.contents = self.cases.contents
        self.counter = FakeCounter()
        self.mailbox = FakeMailbox()
        self.opening = OpenCase(
            contents=self.contents,
            cases=self.cases,
            policies=self.policies,
            mailbox=self.mailbox,
            rules=RULES,
            counter=self.counter,
            now=lambda: NOW,
        )
        self.closing = CloseCase(
            contents=self.contents,
            cases=self.cases,
            counter=self.counter,
            now=lambda: NOW + timedelta(minutes=1),
        )

    @property
    def case(self) -> Case:
        """The stored case."""
        case = self.cases.load(ID)
        assert case is not None
        return case

    def hold(self, action: Action = Action.REVIEW) -> ContentState:
        """The machine's next verdict, stored."""
        state, event = judged(action, before=self.contents.load(ID))
        self.contents.save(state, event)
        return state

    def delete(self) -> None:
        """The content is gone."""
        state = self.contents.load(ID)
        change = state and with_gone(state, NOW)
        assert change
        self.contents.save(*change)

    def is_gone(self) -> bool:
        """Whether the content is there no more."""
        state = self.contents.load(ID)
        return state is not None and state.status is Status.GONE

    def claim(self) -> None:
        """Ana takes the case."""
        self.cases.save(CaseWrite(case=taken(self.case), events=()))

    def take(self, step: str) -> None:
        """What happens next (`hold`, `approve`, `alert`, `record` …), where that can be."""
        known = ID in self.contents
        if step in _VERDICTS:
            if not self.is_gone():
                self.hold(_VERDICTS[step])
        elif step == "delete":
            if known and not self.is_gone():
                self.delete()
        elif step == "alert":
            if known:
                self.opening.handle(ALERT)
        elif step == "record":
            self.closing.close(ID)
        elif ID in self.cases and not self.case.status.is_over and self.case.holder is None:
            self.claim()

    def kinds(self) -> list[EventKind]:
        """What happened to the content, oldest first."""
        return [event.kind for event in self.contents.history(ID)]
