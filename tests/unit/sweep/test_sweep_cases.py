"""Cases that wait past their time are counted, and none is changed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.verdict import Severity
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.sweep.cases import SweepCases
from tests.fakes import FakeCases, FakeCounter

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GAUGES = ("CasesOverdue", "OldestCaseOverdueSeconds")


@dataclass
class Rig:
    """The use case and all that it speaks to."""

    cases: FakeCases = field(default_factory=FakeCases)
    counter: FakeCounter = field(default_factory=FakeCounter)

    def __post_init__(self) -> None:
        self.sweep = SweepCases(
            cases=self.cases,
            queues=("violence", "general"),
            counter=self.counter,
            now=lambda: NOW,
        )

    def store(
        self,
        content_id: str,
        *,
        late: float,
        queue: str = "general",
        severity: Severity = Severity.MEDIUM,
        status: CaseStatus = CaseStatus.OPEN,
        until: datetime | None = None,
    ) -> None:
        """A case that is overdue for so many seconds; fewer than 0: not yet."""
        case = Case(
            content_id=content_id,
            status=status,
            queue=queue,
            severity=severity,
            media_type=MediaType.JPEG,
            revision=1,
            opened_at=NOW - timedelta(days=1),
            due_at=NOW - timedelta(seconds=late),
            holder="ann" if status is CaseStatus.CLAIMED else None,
            until=until,
        )
        self.cases.save(CaseWrite(case=case, events=()))


@pytest.fixture
def rig() -> Rig:
    return Rig()


def gauges(rig: Rig) -> tuple[float, float]:
    assert all(name in rig.counter for name in GAUGES)
    return rig.counter[GAUGES[0]], rig.counter[GAUGES[1]]


def test_nothing_overdue_is_counted_as_nothing(rig: Rig) -> None:
    rig.store("later", late=-60)
    assert rig.sweep.run() == []
    assert gauges(rig) == (0, 0)


def test_overdue_cases_of_all_queues_and_severities_are_counted(rig: Rig) -> None:
    rig.store("first", late=60, severity=Severity.CRITICAL)
    rig.store("second", late=600, severity=Severity.LOW)
    rig.store("third", late=30, queue="violence")
    rig.store("later", late=-60)
    assert rig.sweep.run() == []
    assert gauges(rig) == (3, 600)


@pytest.mark.parametrize("status", [CaseStatus.CLAIMED, CaseStatus.ON_HOLD])
def test_a_case_whose_claim_or_hold_ran_out_waits_as_an_open_one_does(
    rig: Rig, status: CaseStatus
) -> None:
    rig.store("left", late=90, status=status, until=NOW - timedelta(seconds=1))
    assert rig.sweep.run() == []
    assert gauges(rig) == (1, 90)


def test_a_case_that_somebody_works_on_does_not_wait(rig: Rig) -> None:
    rig.store("held", late=90, status=CaseStatus.CLAIMED, until=NOW + timedelta(seconds=1))
    rig.store("decided", late=90, status=CaseStatus.DECIDED)
    assert rig.sweep.run() == []
    assert gauges(rig) == (0, 0)


def test_a_claim_that_ran_out_before_its_case_is_due_is_not_overdue(rig: Rig) -> None:
    rig.store("left", late=-90, status=CaseStatus.CLAIMED, until=NOW - timedelta(seconds=1))
    assert rig.sweep.run() == []
    assert gauges(rig) == (0, 0)


@pytest.mark.parametrize("method", ["count", "lapsed_in", "load"])
def test_what_could_not_be_read_is_told_and_not_counted_as_nothing(rig: Rig, method: str) -> None:
    rig.store("left", late=90, status=CaseStatus.CLAIMED, until=NOW)
    rig.cases.trouble.before(method)
    (failure,) = rig.sweep.run()
    assert failure.code == "scripted-outage"
    assert not any(name in rig.counter for name in GAUGES)


def test_no_case_is_changed(rig: Rig) -> None:
    rig.store("left", late=90, status=CaseStatus.CLAIMED, until=NOW)
    before = list(rig.cases)
    rig.sweep.run()
    assert list(rig.cases) == before
