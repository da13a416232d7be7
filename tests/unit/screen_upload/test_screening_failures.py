"""Whatever goes wrong: nothing is approved, and the content is held, tried again or gone."""

import pytest

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import (
    Conflict,
    Gone,
    Misconfigured,
    ModerationError,
    Permanent,
    Retryable,
)
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Stretch
from lambdas.screen_upload import screening
from tests.fakes import FakeUploads
from tests.unit.screen_upload.rig import DOG, Rig, content, created

CORRUPT = Permanent("Rekognition cannot read the picture.", code="invalid-image")
THROTTLED = Retryable("Too many calls.", code="throttled")
DENIED = Misconfigured("Access was refused.", code="access-denied")


@pytest.fixture
def rig() -> Rig:
    return Rig()


def nothing_is_stored(rig: Rig) -> bool:
    return len(rig.contents) == 0 and rig.contents.load_evidence(content().content_id, 1) is None


@pytest.mark.parametrize("analyser", ["moderation_labels", "labels"])
def test_a_picture_that_an_analyser_refuses_is_held_for_its_cause(rig: Rig, analyser: str) -> None:
    rig.analysers.fail(analyser, CORRUPT)
    state = rig.screen()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-invalid-image")
    assert rig.counter["ContentsHeld"] == 1


def test_a_refusal_counts_although_the_other_analyser_may_answer_later(rig: Rig) -> None:
    rig.analysers.fail("moderation_labels", THROTTLED)
    rig.analysers.fail("labels", CORRUPT)
    assert rig.screen().reasons[0].rule == "held-invalid-image"


def test_what_the_other_analyser_found_is_kept(rig: Rig) -> None:
    rig.analysers.fail("moderation_labels", CORRUPT)
    rig.analysers.find("labels", DOG)
    evidence = rig.contents.load_evidence(rig.screen().content.content_id, 1)
    assert evidence and evidence.findings == (DOG,)
    assert evidence.calls == {"DetectLabels": 1}


def test_an_upload_that_cannot_be_read_for_good_is_held(rig: Rig) -> None:
    rig.uploads.trouble.before("read", Permanent("It is archived.", code="archived"))
    state = rig.screen()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-archived")
    assert len(rig.analysers) == 0


class HalfArchivedUploads(FakeUploads):
    """Only the beginning of an object can be read."""

    def read(self, content: Content, *, offset: int, length: int) -> Stretch:
        if offset:
            raise Permanent("It is archived.", code="archived")
        return super().read(content, offset=offset, length=length)


def test_a_refusal_while_reading_on_is_held_too() -> None:
    state = Rig(uploads=HalfArchivedUploads()).screen("big-header", uploader_id="u")
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-archived")
    assert state.upload.uploader_id == "u"


@pytest.mark.parametrize("error", [THROTTLED, DENIED, ZeroDivisionError()])
@pytest.mark.parametrize("analyser", ["moderation_labels", "labels"])
def test_an_analyser_that_may_answer_later_is_raised_and_nothing_stored(
    rig: Rig, analyser: str, error: Exception
) -> None:
    rig.analysers.fail(analyser, error)
    with pytest.raises(type(error)):
        rig.screen()
    assert nothing_is_stored(rig)
    rig.analysers.recover()
    assert rig.screen().status is Status.APPROVED


@pytest.mark.parametrize("error", [THROTTLED, DENIED])
def test_a_bucket_that_may_answer_later_is_raised_and_nothing_stored(
    rig: Rig, error: ModerationError
) -> None:
    rig.uploads.trouble.before("read", error)
    with pytest.raises(type(error)):
        rig.screen()
    assert nothing_is_stored(rig)


def test_without_a_policy_nothing_is_asked_and_nothing_stored(rig: Rig) -> None:
    rig.policies.policy = None
    with pytest.raises(Misconfigured):
        rig.screen()
    assert nothing_is_stored(rig)
    assert len(rig.analysers) == 0


def test_a_table_that_keeps_changing_is_for_later(rig: Rig) -> None:
    rig.contents.trouble.before("save", Conflict("Changed.", code="state-changed"), times=5)
    with pytest.raises(Retryable) as raised:
        rig.screen()
    assert raised.value.code == "contended"


def test_a_version_that_is_missing_is_gone_with_its_history(rig: Rig) -> None:
    rig.use_case.handle(created(content()))
    assert rig.state(content()).status is Status.GONE
    assert rig.kinds(content()) == [EventKind.GONE]
    assert rig.counter.counts == {"ContentsGone": 1}


@pytest.mark.parametrize("other", [None, CORRUPT, THROTTLED])
def test_a_version_that_goes_while_it_is_analysed_is_gone(
    rig: Rig, other: ModerationError | None
) -> None:
    rig.analysers.fail("labels", Gone())
    if other:
        rig.analysers.fail("moderation_labels", other)
    assert rig.screen().status is Status.GONE


def test_a_policy_that_raises_holds_the_content_and_is_counted(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret-key.jpg")

    monkeypatch.setattr(screening, "evaluate", broken)
    state = rig.screen()
    assert (state.status, state.reasons[0].rule) == (Status.IN_REVIEW, "held-policy-failed")
    assert "secret-key" not in state.reasons[0].text
    assert rig.counter.counts == {"ConfigurationErrors": 1, "ContentsHeld": 1}


def test_an_unreadable_message_is_parked_as_it_came_with_its_cause(rig: Rig) -> None:
    rig.use_case.handle('{"half": ')
    (parked,) = rig.intake.parked
    assert parked.body == '{"half": '
    assert parked.why.startswith("unreadable-message: ")
    assert rig.counter.counts == {"MessagesParked": 1}


def test_a_message_whose_stored_state_is_unreadable_is_parked(rig: Rig) -> None:
    rig.contents.trouble.before("load", Permanent("Cannot be read.", code="unreadable-item"))
    body = created(rig.upload())
    rig.use_case.handle(body)
    (parked,) = rig.intake.parked
    assert (parked.body, parked.why) == (body, "unreadable-item: Cannot be read.")
    assert nothing_is_stored(rig)


def test_a_message_that_cannot_be_parked_is_not_lost(rig: Rig) -> None:
    rig.intake.trouble.before("park")
    with pytest.raises(Retryable):
        rig.use_case.handle("nonsense")
    assert "MessagesParked" not in rig.counter
