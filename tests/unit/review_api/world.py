"""Contents that are held, their cases, and the people at the desk, in memory."""

from dataclasses import dataclass, replace
from typing import Any

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.findings import Evidence, Finding
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import Decision, with_gone, with_verdict
from lambdas.moderation.domain.verdict import Action, Reason, Severity, judge
from lambdas.moderation.ports.desk import CaseWrite
from tests.fakes import Clock, FakeCases, FakeContents, FakePeople

BUCKET = "uploads-test"
VERSION = "3sL4kqtJlcpXroDTDmJ"
WEAPON = Finding("moderation_labels", "Weapons", 85.0, ("Violence",))


@dataclass
class World:
    """What the desk works on; every content is held with one reason."""

    clock: Clock
    rules: DeskRules
    bucket: str = BUCKET

    def __post_init__(self) -> None:
        self.contents, self.people = FakeContents(), FakePeople()
        self.cases = FakeCases(contents=self.contents, people=self.people)

    def hold(
        self,
        key: str = "photos/knife.jpg",
        severity: str = "high",
        *,
        senior_only: bool = False,
        **facts: Any,
    ) -> str:
        """A content is held, and its case opened; the content's id."""
        content_id = self.judge(key, severity, **facts)
        change = opened(
            self.cases.load(content_id),
            self.state(content_id),
            self.rules,
            senior_only=senior_only,
            now=self.clock.now(),
        )
        assert change is not None
        self.cases.save(CaseWrite(case=change[0], events=change[1:]))
        return content_id

    def judge(
        self,
        key: str,
        severity: str = "high",
        *,
        action: Action = Action.REVIEW,
        media_type: MediaType = MediaType.JPEG,
        category: str = "violence",
        uploader_id: str | None = "user-7",
        duration_ms: int | None = None,
        rule: str = "weapons",
        version_id: str = VERSION,
    ) -> str:
        """The policy reaches a verdict on a content; the content's id."""
        content = Content(self.bucket, key, version_id)
        before = self.contents.load(content.content_id)
        reason = Reason(
            rule=rule,
            action=action,
            text="Weapons 85 %: review from 60 %",
            severity=Severity(severity),
            category=category,
            findings=(WEAPON,),
        )
        evidence = Evidence(findings=(WEAPON,), duration_ms=duration_ms)
        screening = before.screened + 1 if before else 1
        change = with_verdict(
            before,
            content=content,
            upload=Upload(
                media_type=media_type, size=482_113, uploader_id=uploader_id, reference="listing-42"
            ),
            decision=Decision(
                judgement=judge([reason], profile="default"),
                evidence=evidence,
                policy_version="0a1b2c3d4e5f",
                decider="policy@0a1b2c3d4e5f",
                screening=screening,
            ),
            now=self.clock.now(),
        )
        assert change is not None
        self.contents.save(*change)
        self.contents.save_evidence(content.content_id, screening, evidence)
        return content.content_id

    def delete(self, content_id: str) -> None:
        """The upload is deleted; the record that would close its case gets lost."""
        change = with_gone(self.state(content_id), self.clock.now())
        assert change is not None
        self.contents.save(*change)

    def state(self, content_id: str) -> ContentState:
        """The stored state."""
        state = self.contents.load(content_id)
        assert state is not None
        return state

    def case(self, content_id: str) -> Case:
        """The stored case."""
        case = self.cases.load(content_id)
        assert case is not None
        return case

    def kinds(self, content_id: str) -> list[str]:
        """What happened to a content, oldest first."""
        return [event.kind.value for event in self.contents.history(content_id)]

    def change(self, content_id: str, **facts: Any) -> Case:
        """Somebody else changes the case."""
        case = self.case(content_id)
        after = replace(case, write=case.write + 1, **facts)
        self.cases.save(CaseWrite(case=after, events=()))
        return after
