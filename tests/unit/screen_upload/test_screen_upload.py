"""An upload gets its verdict with its evidence, or is held with the cause."""

import threading
from dataclasses import dataclass, field

import pytest

from lambdas.moderation.domain.content import Content, MediaType
from lambdas.moderation.domain.findings import Analysis
from lambdas.moderation.domain.state import DueKind, EventKind
from lambdas.moderation.domain.verdict import Status
from samples.catalogue import SAMPLES
from tests.fakes import FakeAnalysers
from tests.unit.screen_upload.rig import DOG, START, WEAPON, Rig, content, created

HELD_BY_ITS_JOB = "held-video-unreadable"
HELD = [
    name
    for name, sample in SAMPLES.items()
    if sample.reason.startswith("held-") and sample.reason != HELD_BY_ITS_JOB
]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_a_picture_with_nothing_in_it_is_approved(rig: Rig) -> None:
    state = rig.screen()
    assert (state.status, state.revision, state.screened) == (Status.APPROVED, 1, 1)
    assert state.due and state.due.kind is DueKind.ENFORCE
    assert rig.counter.counts == {"ContentsScreened": 1}


def test_a_picture_of_weapons_is_rejected_with_its_reason(rig: Rig) -> None:
    rig.analysers.find("moderation_labels", WEAPON)
    state = rig.screen()
    assert (state.status, state.reasons[0].rule) == (Status.REJECTED, "weapons")
    assert state.reasons[0].findings[0].label == "Weapons"


def test_the_verdict_says_who_decided_by_what_and_when(rig: Rig) -> None:
    state = rig.screen()
    version = rig.policies.current().version
    assert (state.policy_version, state.decider) == (version, f"policy@{version}")
    assert state.model_versions == {"moderation_labels": "7.0", "labels": "7.0"}
    assert (state.created_at, state.decided_at) == (START, START)


def test_the_verdict_is_in_the_history_with_the_calls_made(rig: Rig) -> None:
    (event,) = rig.history(rig.screen().content)
    assert (event.kind, event.number, event.status) == (EventKind.VERDICT, 1, Status.APPROVED)
    assert event.calls == {"DetectModerationLabels": 1, "DetectLabels": 1}
    assert event.upload == rig.state(content()).upload


def test_all_findings_are_kept_as_evidence_with_the_calls_made(rig: Rig) -> None:
    rig.analysers.find("moderation_labels", WEAPON)
    rig.analysers.find("labels", DOG)
    evidence = rig.contents.load_evidence(rig.screen().content.content_id, 1)
    assert evidence and set(evidence.findings) == {WEAPON, DOG}
    assert evidence.calls == {"DetectModerationLabels": 1, "DetectLabels": 1}


def test_the_evidence_is_stored_before_the_verdict(rig: Rig) -> None:
    rig.contents.trouble.after("save_evidence", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        rig.screen()
    assert rig.contents.load_evidence(content().content_id, 1)
    assert content().content_id not in rig.contents


def test_after_a_crash_between_evidence_and_verdict_the_retry_finishes(rig: Rig) -> None:
    rig.contents.trouble.before("save", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        rig.screen()
    assert rig.screen().status is Status.APPROVED


@pytest.mark.parametrize("name", HELD)
def test_what_cannot_be_screened_is_held_for_its_cause(rig: Rig, name: str) -> None:
    state = rig.screen(name)
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, SAMPLES[name].reason)
    assert rig.counter.counts == {"ContentsHeld": 1}


@pytest.mark.parametrize("name", HELD)
def test_what_cannot_be_screened_costs_no_call_and_has_no_evidence(rig: Rig, name: str) -> None:
    state = rig.screen(name)
    assert len(rig.analysers) == 0
    assert rig.contents.load_evidence(state.content.content_id, 1) is None
    assert rig.history(state.content)[0].calls == {}


def test_the_metadata_and_facts_of_the_upload_are_taken_along(rig: Rig) -> None:
    upload = rig.screen(uploader_id="user-7", reference="order/9", other="x").upload
    assert (upload.uploader_id, upload.reference) == ("user-7", "order/9")
    assert (upload.media_type, upload.size) == (MediaType.JPEG, len(SAMPLES["clean-jpeg"].make()))


def test_what_is_held_has_its_metadata_too(rig: Rig) -> None:
    upload = rig.screen("webp", uploader_id="user-7").upload
    assert (upload.uploader_id, upload.media_type) == ("user-7", MediaType.WEBP)


def test_long_metadata_is_clipped_and_empty_metadata_is_none(rig: Rig) -> None:
    upload = rig.screen(uploader_id="u" * 257, reference="").upload
    assert (upload.uploader_id, upload.reference) == ("u" * 256, None)


def test_a_folder_marker_is_ignored(rig: Rig) -> None:
    marker = rig.uploads.put(content("photos/"), b"")
    rig.use_case.handle(created(marker))
    assert len(rig.contents) == len(rig.counter) == len(rig.analysers) == 0


def test_a_picture_whose_key_ends_like_a_folder_is_screened(rig: Rig) -> None:
    uploaded = rig.upload(of=content("photos/"))
    rig.use_case.handle(created(uploaded))
    assert rig.state(uploaded).status is Status.APPROVED


def test_the_strictness_is_that_of_the_prefix(rig: Rig) -> None:
    uploaded = rig.upload("webp", of=content("avatars/me.jpg"))
    rig.use_case.handle(created(uploaded))
    assert rig.state(uploaded).profile == "avatars"


def test_every_analyser_is_asked_once_about_that_version_with_the_policys_parameters(
    rig: Rig,
) -> None:
    rig.screen()
    asked = {name: (of, parameters) for name, of, parameters in rig.analysers.asked}
    wanted = rig.policies.current().analysers
    assert len(rig.analysers) == len(wanted) == 2
    assert asked == {name: (content(), dict(wanted[name])) for name in wanted}


@dataclass
class MeetingAnalysers(FakeAnalysers):
    """Nobody is answered before so many are asking."""

    meeting: threading.Barrier = field(default_factory=lambda: threading.Barrier(2, timeout=10))

    def analyse(self, analyser: str, content: Content, parameters: object) -> Analysis:
        self.meeting.wait()
        return super().analyse(analyser, content, {})


def test_all_analysers_are_asked_at_the_same_time() -> None:
    rig = Rig(analysers=MeetingAnalysers())
    assert rig.screen().status is Status.APPROVED


def test_two_who_screen_at_once_make_one_verdict() -> None:
    rig = Rig(analysers=MeetingAnalysers(meeting=threading.Barrier(4, timeout=10)))
    uploaded = rig.upload()
    both = [
        threading.Thread(target=rig.use_case.handle, args=(created(uploaded),)) for _ in range(2)
    ]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=30)
    assert rig.kinds(uploaded) == [EventKind.VERDICT]
    assert (rig.state(uploaded).revision, rig.contents.saves) == (1, 1)
    assert rig.counter.counts == {"ContentsScreened": 1, "DuplicateEvents": 1}
