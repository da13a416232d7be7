"""What comes twice, late or out of order; re-screens; deletions; a person's decision."""

import pytest

from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.state import DueKind, EventKind
from lambdas.moderation.domain.verdict import Status
from tests.unit.screen_upload.rig import WEAPON, Rig, content, created, deleted, requested


@pytest.fixture
def rig() -> Rig:
    return Rig()


def calls_and_saves(rig: Rig) -> tuple[int, int, int]:
    return len(rig.analysers), len(rig.uploads.reads), rig.contents.saves


@pytest.mark.parametrize("sample", ["clean-jpeg", "webp"])
def test_a_redelivery_changes_nothing_and_costs_no_call(rig: Rig, sample: str) -> None:
    first = rig.screen(sample)
    before = calls_and_saves(rig)
    rig.use_case.handle(created(first.content))
    assert rig.state(first.content) == first
    assert calls_and_saves(rig) == before
    assert rig.counter["DuplicateEvents"] == 1


def test_another_version_of_the_same_key_has_a_verdict_of_its_own(rig: Rig) -> None:
    first = rig.screen()
    rig.analysers.find("moderation_labels", WEAPON)
    second = rig.upload(of=content(version_id="second"))
    rig.use_case.handle(created(second))
    assert rig.state(first.content).status is Status.APPROVED
    assert rig.state(second).status is Status.REJECTED


def test_a_re_screen_writes_a_second_verdict(rig: Rig) -> None:
    uploaded = rig.screen().content
    assert rig.ask_again(uploaded).screening == 2
    rig.analysers.find("moderation_labels", WEAPON)
    rig.use_case.handle(requested(uploaded, 2))
    state = rig.state(uploaded)
    assert (state.status, state.previous_status) == (Status.REJECTED, Status.APPROVED)
    assert (state.revision, state.screening, state.screened) == (2, 2, 2)
    assert rig.kinds(uploaded).count(EventKind.VERDICT) == 2


def test_a_re_screen_has_evidence_of_its_own(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.ask_again(uploaded)
    rig.analysers.find("moderation_labels", WEAPON)
    rig.use_case.handle(requested(uploaded, 2))
    first = rig.contents.load_evidence(uploaded.content_id, 1)
    second = rig.contents.load_evidence(uploaded.content_id, 2)
    assert first and first.findings == ()
    assert second and second.findings == (WEAPON,)


def test_the_verdict_stands_until_the_re_screen_is_done(rig: Rig) -> None:
    uploaded = rig.screen().content
    state = rig.ask_again(uploaded)
    assert (state.status, state.revision) == (Status.APPROVED, 1)


def test_a_re_screen_twice_is_one_verdict_more(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.ask_again(uploaded)
    for _ in range(3):
        rig.use_case.handle(requested(uploaded, 2))
    assert rig.state(uploaded).revision == 2
    assert len(rig.analysers) == 4


@pytest.mark.parametrize("done", [False, True])
def test_a_late_first_event_after_a_re_screen_does_nothing(rig: Rig, done: bool) -> None:
    uploaded = rig.screen().content
    rig.ask_again(uploaded)
    if done:
        rig.use_case.handle(requested(uploaded, 2))
    before, spent = rig.state(uploaded), calls_and_saves(rig)
    rig.use_case.handle(created(uploaded))
    assert rig.state(uploaded) == before
    assert calls_and_saves(rig) == spent


def test_a_request_that_overtakes_the_first_event_leaves_nothing_for_it_to_do(rig: Rig) -> None:
    uploaded = rig.upload()
    rig.use_case.handle(requested(uploaded, 2))
    rig.use_case.handle(created(uploaded))
    state = rig.state(uploaded)
    assert (state.revision, state.screening, state.screened) == (1, 2, 2)


def test_a_persons_decision_stands_and_the_machines_verdict_is_recorded(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.pin(uploaded, status=Status.REJECTED, decider="ana")
    rig.ask_again(uploaded)
    rig.use_case.handle(requested(uploaded, 2))
    state = rig.state(uploaded)
    assert (state.status, state.decider, state.revision) == (Status.REJECTED, "ana", 1)
    assert state.screened == 2
    assert EventKind.VERDICT_NOT_APPLIED in rig.kinds(uploaded)


def test_a_pinned_content_waits_no_longer_for_its_screening(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.pin(uploaded, enforced=1)
    waiting = rig.ask_again(uploaded)
    assert waiting.due and waiting.due.kind is DueKind.SCREEN
    rig.use_case.handle(requested(uploaded, 2))
    assert rig.state(uploaded).due is None


def test_a_decision_during_the_screening_wins_over_it(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.ask_again(uploaded)
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"))
    decide = rig.contents.load

    def load_and_decide(content_id: str) -> object:
        if rig.contents.saves == 2 and len(rig.analysers) == 4:
            rig.contents.load = decide  # type: ignore[method-assign]  # once is enough
            rig.pin(uploaded, status=Status.REJECTED)
        return decide(content_id)

    rig.contents.load = load_and_decide  # type: ignore[method-assign,assignment]  # a person decides
    rig.use_case.handle(requested(uploaded, 2))
    assert (rig.state(uploaded).status, rig.state(uploaded).pinned) == (Status.REJECTED, True)
    assert EventKind.VERDICT_NOT_APPLIED in rig.kinds(uploaded)


def test_a_deleted_content_is_gone_and_keeps_its_verdict_in_the_history(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.use_case.handle(deleted(uploaded))
    state = rig.state(uploaded)
    assert (state.status, state.previous_status) == (Status.GONE, Status.APPROVED)
    assert set(rig.kinds(uploaded)) == {EventKind.VERDICT, EventKind.GONE}
    assert state.due is None


def test_a_deletion_twice_is_recorded_once(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.use_case.handle(deleted(uploaded))
    rig.use_case.handle(deleted(uploaded))
    assert rig.kinds(uploaded).count(EventKind.GONE) == 1
    assert rig.counter["ContentsGone"] == 1


def test_a_deletion_that_meets_another_writer_is_recorded_all_the_same(rig: Rig) -> None:
    uploaded = rig.screen().content
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"))
    rig.use_case.handle(deleted(uploaded))
    assert rig.state(uploaded).status is Status.GONE


def test_of_a_deleted_content_that_was_never_seen_nothing_is_recorded(rig: Rig) -> None:
    rig.use_case.handle(deleted(content()))
    assert len(rig.contents) == len(rig.counter) == 0


def test_a_delete_marker_changes_nothing(rig: Rig) -> None:
    before = rig.screen()
    rig.use_case.handle(deleted(before.content, "Delete Marker Created"))
    assert rig.state(before.content) == before


@pytest.mark.parametrize("screening", [1, 2])
def test_what_is_gone_is_not_screened_any_more(rig: Rig, screening: int) -> None:
    uploaded = rig.screen().content
    rig.use_case.handle(deleted(uploaded))
    before, spent = rig.state(uploaded), calls_and_saves(rig)
    rig.use_case.handle(requested(uploaded, screening))
    assert rig.state(uploaded) == before
    assert calls_and_saves(rig) == spent
