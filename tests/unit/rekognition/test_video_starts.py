"""Starting jobs: what is checked before, and what is refused."""

import json
from typing import Any

import pytest

from local.cloud.caller import ReadRefused
from local.rekognition import input_video, model, video_operations
from tests.unit.rekognition.callers import APIS, BUCKET, Client, code_of, in_s3
from tests.unit.rekognition.movies import movie

SIX_HOURS_MS = 6 * 3_600_000


@pytest.fixture
def client() -> Client:
    client = Client()
    client.caller.put("a.mp4", movie(), {"simulate": "weapons@88[0.5-1.5], label:dog@90[1-2]"})
    return client


def test_the_same_token_gives_the_same_job_even_when_it_is_over(client: Client) -> None:
    first = client.start("a.mp4", ClientRequestToken="t")["JobId"]
    assert client.start("a.mp4", ClientRequestToken="t")["JobId"] == first
    client.clock.forward(60)
    assert client.start("a.mp4", ClientRequestToken="t")["JobId"] == first
    assert client.start("a.mp4", ClientRequestToken="u")["JobId"] != first
    assert client.start("a.mp4", "LabelDetection", ClientRequestToken="t")["JobId"] != first
    changed = client.start("a.mp4", ClientRequestToken="t", MinConfidence=60)
    assert code_of(changed) == "IdempotentParameterMismatchException"
    assert client.door.report()["jobs"]["started"] == 3


def test_without_a_token_every_call_starts_a_job(client: Client) -> None:
    assert client.start("a.mp4")["JobId"] != client.start("a.mp4")["JobId"]


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchKey", "NoSuchVersion", "NoSuchBucket"])
def test_a_video_that_the_caller_cannot_read_is_an_invalid_s3_object(
    code: str, client: Client
) -> None:
    client.caller.objects[BUCKET, "a.mp4", None] = ReadRefused(code)
    assert code_of(client.start("a.mp4")) == "InvalidS3ObjectException"


def test_a_call_to_another_region_does_not_find_the_video(client: Client) -> None:
    client.region = "eu-west-1"
    answer = client.call("StartContentModeration", {"Video": in_s3("a.mp4")})
    assert code_of(answer) == "InvalidS3ObjectException"


def test_exactly_the_version_asked_for_is_looked_at(client: Client) -> None:
    client.caller.put("a.mp4", movie(), {"simulate": "gambling"}, "v1")
    answer = client.call("StartContentModeration", {"Video": in_s3("a.mp4", "v1")})
    client.clock.forward(60)
    names = {row["ModerationLabel"]["Name"] for row in client.rows(answer["JobId"])}
    assert names == {"Gambling"}


@pytest.mark.parametrize(
    ("over_ms", "code"), [(0, ""), (1, "VideoTooLargeException"), (2**50, "VideoTooLargeException")]
)
def test_six_hours_are_the_most(over_ms: int, code: str, client: Client) -> None:
    file = movie(duration_ms=SIX_HOURS_MS + over_ms, long=True)
    client.caller.put("long.mp4", file)
    assert code_of(client.start("long.mp4")) == code


def test_a_file_over_10_gb_is_too_large(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert input_video.MOST_BYTES == 10 * 2**30
    size = len(movie())
    for most, code in ((size, ""), (size - 1, "VideoTooLargeException")):
        monkeypatch.setattr(input_video, "MOST_BYTES", most)
        assert code_of(client.start("a.mp4")) == code


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"Video": {}},
        {"Video": {"S3Object": {"Bucket": BUCKET}}},
        {"Video": in_s3("a.mp4"), "MinConfidence": 101},
        {"Video": in_s3("a.mp4"), "ClientRequestToken": "a token"},
        {"Video": in_s3("a.mp4"), "JobTag": "a tag"},
        {"Video": in_s3("a.mp4"), "NotificationChannel": {"RoleArn": "r", "SNSTopicArn": "t"}},
    ],
)
def test_a_start_against_the_service_model_is_refused(
    api: str, parameters: dict[str, Any], client: Client
) -> None:
    answer = client.send(f"Start{api}", _json(parameters))
    assert code_of(answer) == "InvalidParameterException"


@pytest.mark.parametrize(
    "told", [{"MaxResults": 0}, {"SortBy": "SIZE"}, {"NextToken": "x" * 256}, {"JobId": "?"}]
)
def test_a_get_against_the_service_model_is_refused(told: dict[str, Any], client: Client) -> None:
    body = _json({"JobId": client.finished(), **told})
    assert code_of(client.send("GetContentModeration", body)) == "InvalidParameterException"


@pytest.mark.parametrize("operation", [f"{do}{api}" for do in ("Start", "Get") for api in APIS])
def test_each_operation_needs_its_own_permission(operation: str, client: Client) -> None:
    job_id = client.finished()
    client.caller.allowed.discard(f"rekognition:{operation}")
    told = {"Video": in_s3("a.mp4")} if operation.startswith("Start") else {"JobId": job_id}
    answer = client.call(operation, told)
    assert code_of(answer) == "AccessDeniedException"
    assert f"rekognition:{operation}" in answer["Error"]["Message"]


def test_every_code_of_a_start_is_one_of_the_operations_own() -> None:
    for api in APIS:
        known = model.error_codes(f"Start{api}")
        assert {"VideoTooLargeException", "LimitExceededException"} <= known
        assert {"IdempotentParameterMismatchException", "InvalidS3ObjectException"} <= known
        assert "InvalidPaginationTokenException" in model.error_codes(f"Get{api}")


def test_the_default_confidence_is_that_of_the_api_reference() -> None:
    assert video_operations.DEFAULT_VIDEO_CONFIDENCE == 50


def _json(parameters: dict[str, Any]) -> bytes:
    """A request's body."""
    return json.dumps(parameters).encode()
