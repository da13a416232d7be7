"""A batch of the queue: whatever one message does, the others are done."""

import io
import json

import pytest
from aws_lambda_powertools import Logger

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Permanent, Retryable
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.runtime.batch import run_queue_batch
from tests.unit.screen_upload.rig import Rig, content, created
from tests.unit.screen_upload.simulated_queue import CONTEXT, Message


def handled(rig: Rig, bodies: list[str], log: io.StringIO | None = None) -> list[str]:
    """The ids of the messages that failed; a message's id is `m` and its place."""
    records = [
        Message(0, f"m{place}", body, received=1).record() for place, body in enumerate(bodies)
    ]
    answer = run_queue_batch(
        {"Records": records},
        CONTEXT,
        lambda record: rig.use_case.handle(record.body),
        rig.intake,
        rig.counter,
        Logger(service=f"batches-{id(rig)}", stream=log or io.StringIO()),
    )
    return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def ten(rig: Rig) -> list[Content]:
    return [rig.upload(of=content(f"photos/{number}.jpg")) for number in range(10)]


def approved(rig: Rig) -> int:
    return sum(state.status is Status.APPROVED for state in rig.contents)


def test_ten_uploads_get_their_verdicts(rig: Rig, ten: list[Content]) -> None:
    assert handled(rig, [created(each) for each in ten]) == []
    assert approved(rig) == 10


@pytest.mark.parametrize("error", [Retryable("later", code="later"), ZeroDivisionError("oops")])
def test_a_poison_message_is_reported_and_the_other_nine_are_done(
    rig: Rig, ten: list[Content], error: Exception
) -> None:
    rig.analysers.fail("labels", error, content=ten[3])
    assert handled(rig, [created(each) for each in ten]) == ["m3"]
    assert approved(rig) == 9
    assert ten[3].content_id not in rig.contents
    assert list(rig.intake.sent_back) == ["m3"]


def test_a_message_that_nobody_can_read_is_parked_and_the_other_nine_are_done(
    rig: Rig, ten: list[Content]
) -> None:
    bodies = [created(each) for each in ten[:9]]
    assert handled(rig, [*bodies[:4], "nonsense", *bodies[4:]]) == []
    assert approved(rig) == 9
    assert [parked.body for parked in rig.intake.parked] == ["nonsense"]


def test_an_unreadable_message_that_cannot_be_parked_is_reported(
    rig: Rig, ten: list[Content]
) -> None:
    rig.intake.trouble.before("park")
    bodies = [created(each) for each in ten[:9]]
    assert handled(rig, ["nonsense", *bodies]) == ["m0"]
    assert approved(rig) == 9


def test_a_picture_that_is_refused_is_held_and_the_other_nine_are_approved(
    rig: Rig, ten: list[Content]
) -> None:
    rig.analysers.fail("labels", Permanent("Too odd.", code="invalid-image"), content=ten[0])
    assert handled(rig, [created(each) for each in ten]) == []
    assert (approved(rig), rig.state(ten[0]).status) == (9, Status.IN_REVIEW)


def test_the_same_upload_ten_times_in_one_batch_is_one_verdict(rig: Rig) -> None:
    uploaded = rig.upload()
    assert handled(rig, [created(uploaded)] * 10) == []
    assert (rig.state(uploaded).revision, len(rig.history(uploaded))) == (1, 1)
    assert rig.counter.counts == {"ContentsScreened": 1, "DuplicateEvents": 9}


def test_no_key_gets_into_the_log(rig: Rig) -> None:
    log = io.StringIO()
    secret = rig.upload(of=content("photos/jane-doe.jpg"))
    rig.analysers.fail("labels", ZeroDivisionError(secret.key))
    assert handled(rig, [created(secret), "nonsense jane-doe"], log) == ["m0"]
    assert "jane-doe" not in log.getvalue()
    assert [json.loads(line)["level"] for line in log.getvalue().splitlines()] == ["ERROR"]
