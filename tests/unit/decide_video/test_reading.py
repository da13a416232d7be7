"""Reading page by page: cut off anywhere it goes on, and begins anew where it must."""

import json
from contextlib import suppress
from itertools import chain, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.decide_video.reading import Readable, ReadResults
from lambdas.moderation.domain.errors import Misconfigured, PageExpired, Permanent, Retryable
from lambdas.moderation.domain.findings import Evidence, Sighting, VideoPage
from lambdas.moderation.domain.verdict import Status
from tests.fakes.archive import FakeArchive
from tests.fakes.trouble import Trouble
from tests.fakes.video_analysers import FakeVideoAnalysers
from tests.unit.decide_video.rig import CONTENT, Budget, Rig, dog, plenty, weapon, weapons

PACED = Retryable("Too many calls wait for their turn already.", code="paced")
PLACE = CONTENT.content_id, 1
MOST_LOOKS = 40


def long_video(rows_a_page: int = 1) -> Rig:
    """Thirty pages for each analyser, of a row each; the weapon is there for ten seconds."""
    rig = Rig(analysers=FakeVideoAnalysers(rows_a_page=rows_a_page))
    rig.analysers.sight("moderation_labels", *(weapon(each * 1_000) for each in range(10, 40)))
    rig.analysers.sight("labels", *(dog(each * 4_000) for each in range(30)))
    return rig


class Troubled:
    """Time enough, but from some look at the clock on the next two pages cannot be read."""

    def __init__(self, rig: Rig, moment: int, error: Retryable) -> None:
        self._rig = rig
        self._looks = count(1)
        self._moment = moment
        self._error = error

    def __call__(self) -> float:
        if next(self._looks) == self._moment:
            self._rig.analysers.trouble.before("read", self._error, times=2)
        return 1.0


def in_one_go() -> tuple[Evidence | None, Status]:
    rig = long_video()
    state = rig.decide()
    return rig.evidence(), state.status


def test_a_reading_that_takes_three_invocations_gives_the_same_as_one() -> None:
    rig, done = long_video(), []
    for looks in (24, 24, MOST_LOOKS):
        done.append(rig.use_case.handle(rig.request(), Budget(looks)))
    assert done == [False, False, True]
    assert (rig.evidence(), rig.state().status) == in_one_go()
    assert rig.analysers.calls["read"] == 60
    assert rig.archive.notes == 2
    assert len(rig.kinds()) == 1


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, MOST_LOOKS), max_size=12), rows=st.integers(1, 7))
def test_however_a_reading_is_cut_the_evidence_is_the_same(cuts: list[int], rows: int) -> None:
    rig, whole = long_video(rows), long_video(rows)
    looks = chain(cuts, iter(lambda: 1_000, 0))
    while not rig.use_case.handle(rig.request(), Budget(next(looks))):
        assert rig.state().screened == 0
        assert rig.evidence() is None
    state = whole.decide()
    assert (rig.evidence(), rig.state().reasons) == (whole.evidence(), state.reasons)
    assert rig.analysers.calls["read"] == whole.analysers.calls["read"]


@settings(max_examples=30, deadline=None)
@given(moments=st.lists(st.integers(1, MOST_LOOKS), max_size=8))
def test_however_often_reading_fails_the_evidence_is_the_same(moments: list[int]) -> None:
    rig, done = long_video(), False
    for moment in moments:
        if not done:
            clock = Troubled(rig, moment, Retryable("Busy.", code="busy"))
            with suppress(Retryable):
                done = rig.use_case.handle(rig.request(), clock)
    rig.analysers.trouble = Trouble()
    assert rig.use_case.handle(rig.request(), plenty) is True
    assert (rig.evidence(), rig.state().status) == in_one_go()
    assert rig.analysers.calls["read"] == 60


def test_each_invocation_reads_at_least_a_page() -> None:
    rig, invocations = long_video(), 1
    while not rig.use_case.handle(rig.request(), Budget(0)):
        invocations += 1
    assert invocations == 30
    assert (rig.evidence(), rig.state().status) == in_one_go()


def test_pages_that_expired_meanwhile_begin_that_analyser_anew() -> None:
    rig = long_video()
    assert rig.use_case.handle(rig.request(), Budget(24)) is False
    rig.analysers.expire_pages()
    assert rig.use_case.handle(rig.request(), plenty) is True
    assert (rig.evidence(), rig.state().status) == in_one_go()


def test_pages_that_expire_again_and_again_are_for_later() -> None:
    rig = long_video()
    rig.analysers.trouble.before("read", PageExpired(), times=9)
    with pytest.raises(Retryable) as raised:
        rig.decide()
    assert raised.value.code == "page-expired"
    assert rig.analysers.calls["read"] == 0
    assert rig.decide().status is in_one_go()[1]


@pytest.mark.parametrize(
    "noted",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b'{"labels": null}',
        b'{"labels": {"job_id": "job-2"}}',
        b'{"moderation_labels": [1, 2]}',
    ],
)
def test_damaged_progress_does_not_count(noted: bytes) -> None:
    rig = long_video()
    rig.archive.progress[PLACE] = noted
    assert rig.decide().status is Status.REJECTED
    assert rig.evidence() == in_one_go()[0]


def test_progress_that_cannot_be_fetched_for_good_does_not_count() -> None:
    rig = long_video()
    rig.archive.trouble.before("noted", Permanent("It is damaged.", code="unreadable"))
    assert rig.decide().status is Status.REJECTED


@pytest.mark.parametrize("change", [{"job_id": "job-of-another"}, {"levels": [33.0]}])
def test_progress_of_another_job_or_of_other_levels_does_not_count(
    change: dict[str, object],
) -> None:
    rig = long_video()
    assert rig.use_case.handle(rig.request(), Budget(24)) is False
    noted = json.loads(rig.archive.progress[PLACE])
    foreign = {name: {**reading, **change} for name, reading in noted.items()}
    rig.archive.progress[PLACE] = json.dumps(foreign).encode()
    read_before = rig.analysers.calls["read"]
    assert rig.use_case.handle(rig.request(), plenty) is True
    assert rig.analysers.calls["read"] - read_before == 60
    assert rig.evidence() == in_one_go()[0]


def test_what_was_read_is_noted_before_a_failure_is_raised() -> None:
    rig = long_video()
    assert rig.use_case.handle(rig.request(), Budget(20)) is False
    read_before = rig.analysers.calls["read"]
    rig.analysers.trouble.after("read", Misconfigured("Refused.", code="access-denied"))
    with pytest.raises(Misconfigured):
        rig.decide()
    assert rig.use_case.handle(rig.request(), plenty) is True
    # One page was read and its answer lost; every other was read once.
    assert rig.analysers.calls["read"] == 61
    assert read_before < 60
    assert rig.evidence() == in_one_go()[0]


def test_waiting_for_a_turn_is_no_failure_once_something_was_read() -> None:
    rig = long_video()
    assert rig.use_case.handle(rig.request(), Troubled(rig, 10, PACED)) is False
    assert rig.archive.notes == 1
    assert rig.use_case.handle(rig.request(), plenty) is True
    assert rig.evidence() == in_one_go()[0]


def test_waiting_for_a_turn_in_vain_is_for_later() -> None:
    rig = long_video()
    rig.analysers.trouble.before("read", PACED, times=2)
    with pytest.raises(Retryable) as raised:
        rig.decide()
    assert raised.value is PACED


def test_progress_that_cannot_be_noted_is_for_later_and_nothing_is_lost() -> None:
    rig = long_video()
    rig.archive.trouble.before("note")
    with pytest.raises(Retryable):
        rig.use_case.handle(rig.request(), Budget(24))
    assert rig.decide().status is Status.REJECTED
    assert rig.evidence() == in_one_go()[0]


def test_a_job_that_still_runs_is_for_later() -> None:
    rig = Rig()
    rig.analysers.trouble.before("read", Retryable("The job still runs.", code="job-running"))
    with pytest.raises(Retryable):
        rig.decide()
    assert rig.decide().status is Status.APPROVED


class Endless(FakeVideoAnalysers):
    """Every page has a next one."""

    def read(self, analyser: str, job_id: str, page: str | None) -> VideoPage:
        return VideoPage(sightings=(), model_version="7.0", next_page="again")


def test_results_without_an_end_are_not_read_for_ever() -> None:
    results = ReadResults(analysers=Endless(), archive=FakeArchive())
    read = results.read(*PLACE, [Readable("labels", "job-1", ())], plenty)
    assert read is not None
    assert read.failures["labels"].code == "unreadable-answer"
    assert not read.readings


def test_nothing_to_read_costs_nothing() -> None:
    archive = FakeArchive()
    archive.trouble.before("noted")
    read = ReadResults(analysers=FakeVideoAnalysers(), archive=archive).read(*PLACE, [], plenty)
    assert read is not None
    assert (read.readings, read.failures) == ({}, {})


def test_one_reading_that_fails_for_good_does_not_keep_the_other() -> None:
    rig = long_video()
    rig.analysers.rows_a_page = 7
    asked = rig.request()
    rig.analysers.forget(asked["jobs"][1]["job_id"])
    done = [rig.use_case.handle(asked, Budget(0)) for _ in range(5)]
    assert done == [False, False, False, False, True]
    state = rig.state()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-results-gone")
    assert [each.rule for each in state.reasons] == ["held-results-gone", "weapons"]


def test_a_sighting_at_the_edge_of_a_page_is_in_one_span_with_the_next() -> None:
    rig = Rig(analysers=FakeVideoAnalysers(rows_a_page=2))
    rows: list[Sighting] = [*weapons(0, 1, 2, 3)]
    rig.analysers.sight("moderation_labels", *rows)
    assert rig.use_case.handle(rig.request(), Budget(0)) is False
    rig.decide()
    evidence = rig.evidence()
    assert evidence is not None
    assert {(span.start_ms, span.end_ms) for span in evidence.findings[0].spans} == {(0, 3_000)}
