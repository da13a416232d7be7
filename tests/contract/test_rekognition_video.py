"""How Amazon Rekognition is asked to start and read video jobs, and what its refusals mean."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws.rekognition_video import RekognitionVideo
from lambdas.moderation.domain.errors import Misconfigured, NoSlot, Permanent, Retryable
from tests.contract.scripted_rekognition import ScriptedRekognition
from tests.contract.video_worlds import CLIP, ROLE, TOPIC, AdapterWorld, job

if TYPE_CHECKING:
    from tests.contract.conftest import Aws


@pytest.fixture
def world(aws: "Aws") -> Iterator[AdapterWorld]:
    with ScriptedRekognition(aws.rekognition).listening() as service:
        yield AdapterWorld(service)


@pytest.mark.parametrize(
    ("analyser", "operation"),
    [("moderation_labels", "StartContentModeration"), ("labels", "StartLabelDetection")],
)
def test_starts_exactly_that_job_on_exactly_that_version(
    world: AdapterWorld, analyser: str, operation: str
) -> None:
    asked = job(analyser, parameters={"min_confidence": 62.5, "max_labels": 20})
    world.analysers.start(asked, CLIP)
    assert world.service.asked == [
        (
            operation,
            {
                "Video": {
                    "S3Object": {
                        "Bucket": CLIP.bucket,
                        "Name": CLIP.key,
                        "Version": CLIP.version_id,
                    }
                },
                "ClientRequestToken": asked.key.client_token,
                "JobTag": f"{CLIP.content_id}.1.{analyser}",
                "NotificationChannel": {"SNSTopicArn": TOPIC, "RoleArn": ROLE},
                "MinConfidence": 62.5,
            },
        )
    ]


@pytest.mark.parametrize(
    ("analyser", "operation"),
    [("moderation_labels", "GetContentModeration"), ("labels", "GetLabelDetection")],
)
def test_asks_for_one_row_to_report_and_for_a_thousand_to_read(
    world: AdapterWorld, analyser: str, operation: str
) -> None:
    world.succeeds("job-1", [], [])
    world.analysers.report(analyser, "job-1")
    page = world.analysers.read(analyser, "job-1", None).next_page
    world.analysers.read(analyser, "job-1", page)
    assert world.service.asked == [
        (operation, {"JobId": "job-1", "MaxResults": 1}),
        (operation, {"JobId": "job-1", "MaxResults": 1000}),
        (operation, {"JobId": "job-1", "MaxResults": 1000, "NextToken": page}),
    ]


def test_tries_three_times_with_growing_pauses_and_takes_a_turn_for_each(
    world: AdapterWorld,
) -> None:
    world.service.next_errors += ["InternalServerError", "ThrottlingException"]
    world.analysers.start(job(), CLIP)
    assert world.pauses == [1.0, 2.0]
    assert world.turns.taken == {"StartLabelDetection": 3}
    assert world.turns.slowed == {"StartLabelDetection": 1}


def test_leaves_the_rest_to_a_later_time_after_three_attempts(world: AdapterWorld) -> None:
    world.service.next_errors += ["ProvisionedThroughputExceededException"] * 3
    with pytest.raises(Retryable) as raised:
        world.analysers.report("labels", "job-1")
    assert type(raised.value) is Retryable
    assert world.turns.slowed == {"GetLabelDetection": 3}


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("LimitExceededException", NoSlot, "job-limit"),
        ("VideoTooLargeException", Permanent, "video-too-large"),
        ("InvalidParameterException", Permanent, "invalid-parameter"),
        (
            "IdempotentParameterMismatchException",
            Permanent,
            "idempotent-parameter-mismatch",
        ),
        ("AccessDeniedException", Misconfigured, "access-denied"),
        ("InvalidS3ObjectException", Misconfigured, "s3-reference-refused"),
    ],
)
def test_asks_only_once_where_asking_again_is_no_help(
    world: AdapterWorld, code: str, kind: type[Retryable | Permanent], told: str
) -> None:
    world.service.next_errors.append(code)
    with pytest.raises(kind) as raised:
        world.analysers.start(job(), CLIP)
    assert (type(raised.value), raised.value.code) == (kind, told)
    assert world.service.operations == ["StartLabelDetection"]
    assert not world.pauses
    for secret in (CLIP.bucket, CLIP.key, "user-1"):
        assert secret not in str(raised.value)


def test_looking_for_a_refused_video_may_itself_have_to_wait(world: AdapterWorld) -> None:
    world.service.next_errors.append("InvalidS3ObjectException")
    world.uploads.trouble.before("read")
    with pytest.raises(Retryable) as raised:
        world.analysers.start(job(), CLIP)
    assert type(raised.value) is Retryable


@pytest.mark.parametrize("answer", [{"JobStatus": ""}, {"JobStatus": "ERROR"}])
def test_a_status_that_nobody_knows_goes_to_a_person(
    world: AdapterWorld, answer: dict[str, Any]
) -> None:
    world.service.answer.update(answer)
    with pytest.raises(Permanent) as raised:
        world.analysers.report("labels", "job-1")
    assert raised.value.code == "unreadable-answer"


def failure(world: AdapterWorld, words: str) -> str:
    world.fails("job-1", words)
    return world.analysers.report("labels", "job-1").text


def test_rekognitions_words_come_in_one_printable_line(world: AdapterWorld) -> None:
    told = failure(world, "Unsupported\r\n\tcodec:\x00 \u202evp9\u2028 ")
    assert told == "Unsupported codec: vp9"


def test_a_failure_without_words_says_so(world: AdapterWorld) -> None:
    assert failure(world, " \n") == "it did not say why."


def test_a_name_in_rekognitions_words_is_left_out(world: AdapterWorld) -> None:
    place = {"Bucket": CLIP.bucket, "Name": CLIP.key, "Version": CLIP.version_id}
    world.service.answer["Video"] = {"S3Object": place}
    told = failure(world, f"Could not read s3://{CLIP.bucket}/{CLIP.key} (codec).")
    assert told == "Could not read s3://…/… (codec)."


def test_long_words_are_cut(world: AdapterWorld) -> None:
    assert failure(world, "codec " * 100) == ("codec " * 100)[:300]


@given(words=st.text(max_size=500))
def test_any_words_are_at_most_300_printable_characters(aws: "Aws", words: str) -> None:
    with ScriptedRekognition(aws.rekognition).listening() as service:
        told = failure(AdapterWorld(service), json.loads(json.dumps(words)))
    assert 0 < len(told) <= 300
    assert told.isprintable()


def test_without_a_channel_nothing_is_started(world: AdapterWorld) -> None:
    reader = RekognitionVideo(
        world.service.client,
        None,
        world.turns,
        sleep=world.pauses.append,
        random=lambda: 1.0,
        channel=None,
    )
    with pytest.raises(ValueError, match="start"):
        reader.start(job(), CLIP)
    assert not world.service.asked
    assert reader.report("labels", "job-1").text == ""
