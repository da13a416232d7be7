"""From the ends of a video's jobs to its verdict."""

from dataclasses import replace

import pytest

from lambdas.decide_video import judging
from lambdas.moderation.domain.errors import Conflict, Misconfigured, Retryable
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.transitions import with_gone
from lambdas.moderation.domain.verdict import Status
from tests.fakes import FakeContents
from tests.unit.decide_video.rig import CODEC, CONTENT, START, Rig, dog, plenty, weapons


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_a_video_in_which_nothing_is_found_is_approved(rig: Rig) -> None:
    state = rig.decide()
    assert (state.status, state.screened, state.revision) == (Status.APPROVED, 1, 1)
    assert rig.counter.counts == {"ContentsScreened": 1}


def test_a_video_is_judged_by_what_was_found_in_it(rig: Rig) -> None:
    rig.analysers.sight("moderation_labels", *weapons(12.5, 13.5))
    state = rig.decide()
    assert state.status is Status.REJECTED
    assert state.reasons[0].findings[0].label == "Weapons"
    assert state.decider == f"policy@{state.policy_version}"


def test_the_upload_is_carried_on(rig: Rig) -> None:
    assert rig.decide().upload == rig.contents.history(CONTENT.content_id)[0].upload
    assert rig.state().upload.uploader_id == "user-7"


def test_the_evidence_is_archived_and_the_table_says_where(rig: Rig) -> None:
    rig.analysers.sight("moderation_labels", *weapons(12.5, 13.5))
    rig.analysers.sight("labels", dog(0))
    rig.decide()
    evidence = rig.evidence()
    assert evidence is not None
    assert {found.label for found in evidence.findings} == {"Weapons", "Dog"}
    assert evidence.findings[0].spans[0].start_ms == 12_500
    assert evidence.model_versions == {"moderation_labels": "7.0", "labels": "7.0"}
    assert evidence.duration_ms == 60_000
    assert evidence.calls == {
        "StartContentModeration": 1,
        "GetContentModeration": 1,
        "StartLabelDetection": 1,
        "GetLabelDetection": 1,
    }


def test_a_verdict_on_record_is_not_reached_again(rig: Rig) -> None:
    before = rig.decide()
    calls = rig.analysers.calls["read"]
    assert rig.decide() == before
    assert rig.analysers.calls["read"] == calls
    assert rig.counter["DuplicateEvents"] == 1


def test_a_video_that_is_gone_stays_gone(rig: Rig) -> None:
    change = with_gone(rig.state(), START)
    assert change is not None
    rig.contents.save(*change)
    assert rig.decide().status is Status.GONE
    assert rig.kinds() == [EventKind.GONE]
    assert rig.archive.evidence == {}


class DeletedMeanwhile(FakeContents):
    """The object is deleted between the evidence and the verdict."""

    def save_evidence(self, content_id: str, screening: int, evidence: Evidence) -> None:
        super().save_evidence(content_id, screening, evidence)
        state = self.load(content_id)
        change = state and with_gone(state, START)
        assert change
        self.save(*change)


def test_a_video_that_goes_while_it_is_decided_stays_gone() -> None:
    rig = Rig(contents=DeletedMeanwhile())
    assert rig.decide().status is Status.GONE
    assert rig.kinds() == [EventKind.GONE]


def test_a_second_screening_has_a_verdict_of_its_own(rig: Rig) -> None:
    rig.decide()
    rig.ask_again()
    rig.analysers.sight("moderation_labels", *weapons(0, 1))
    assert rig.state().status is Status.APPROVED
    assert rig.use_case.handle(rig.request(2), plenty) is True
    state = rig.state()
    assert (state.status, state.revision, state.screened) == (Status.REJECTED, 2, 2)
    assert rig.evidence(1) != rig.evidence(2)


def test_a_persons_decision_stands(rig: Rig) -> None:
    before = rig.state()
    rig.contents.save(replace(before, write=before.write + 1, pinned=True, status=Status.REJECTED))
    assert rig.decide().status is Status.REJECTED
    assert rig.kinds() == [EventKind.VERDICT_NOT_APPLIED]


def test_a_video_of_which_nothing_is_stored_is_for_us_to_mend(rig: Rig) -> None:
    asked = {**rig.request(), "content_id": "0" * 32}
    with pytest.raises(Misconfigured) as raised:
        rig.use_case.handle(asked, plenty)
    assert raised.value.code == "content-unknown"


@pytest.mark.parametrize("times", [1, 4])
def test_a_state_that_changes_meanwhile_is_read_again(rig: Rig, times: int) -> None:
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"), times=times)
    assert rig.decide().status is Status.APPROVED
    assert rig.kinds() == [EventKind.VERDICT]


def test_a_state_that_keeps_changing_is_for_later(rig: Rig) -> None:
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"), times=5)
    with pytest.raises(Retryable) as raised:
        rig.decide()
    assert raised.value.code == "contended"


def test_results_at_a_higher_confidence_than_the_policy_wants_are_held(rig: Rig) -> None:
    rig.decide()
    rig.ask_again()
    policy = rig.policies.policy
    assert policy is not None
    lower = {**policy.analysers, "labels": {"min_confidence": 30, "max_labels": 50}}
    rig.policies.policy = replace(policy, analysers=lower)
    rig.analysers.sight("labels", dog(0))
    assert rig.use_case.handle(rig.request(2), plenty) is True
    assert rig.state().reasons[0].rule == "held-policy-changed"
    evidence = rig.evidence(2)
    assert evidence is not None
    assert [found.label for found in evidence.findings] == ["Dog"]


def test_results_at_a_lower_confidence_than_the_policy_wants_will_do(rig: Rig) -> None:
    policy = rig.policies.policy
    assert policy is not None
    higher = {**policy.analysers, "labels": {"min_confidence": 80, "max_labels": 50}}
    rig.policies.policy = replace(policy, analysers=higher)
    assert rig.decide().status is Status.APPROVED


def test_an_analyser_that_the_policy_wants_by_now_and_nobody_asked_is_missed(rig: Rig) -> None:
    asked = rig.request()
    del asked["jobs"][1]
    assert rig.use_case.handle(asked, plenty) is True
    state = rig.state()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-policy-changed")
    assert "`labels`" in state.reasons[0].text


def test_an_analyser_that_the_policy_no_longer_has_is_not_read(rig: Rig) -> None:
    policy = rig.policies.policy
    assert policy is not None
    only = {"moderation_labels": policy.analysers["moderation_labels"]}
    rig.policies.policy = replace(policy, analysers=only)
    assert rig.decide(labels=CODEC).status is Status.APPROVED


def test_a_policy_that_raises_holds_the_video_and_is_counted(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret-key.mp4")

    monkeypatch.setattr(judging, "evaluate", broken)
    state = rig.decide()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-policy-failed")
    assert "secret-key" not in state.reasons[0].text
    assert rig.counter.counts == {"ConfigurationErrors": 1, "ContentsHeld": 1}


def test_without_a_policy_nothing_is_read_and_nothing_stored(rig: Rig) -> None:
    rig.policies.policy = None
    with pytest.raises(Misconfigured):
        rig.decide()
    assert rig.analysers.calls["read"] == 0
    assert rig.state().screened == 0


def test_a_moment_is_less_than_the_policy_asks_for(rig: Rig) -> None:
    rig.analysers.sight("moderation_labels", *weapons(0))
    assert rig.decide().status is Status.APPROVED
