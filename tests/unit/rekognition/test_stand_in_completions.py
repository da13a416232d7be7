"""The end of a job: its message, and the role that sends it."""

import asyncio
import json

import pytest

from local.rekognition import app
from local.rekognition.control import DOOR
from local.rekognition.job_plan import JobPlan
from tests.unit.rekognition.callers import (
    ARN,
    BUCKET,
    ROLE,
    TOPIC,
    Client,
    FakeCaller,
    FakeRole,
    code_of,
    in_s3,
)
from tests.unit.rekognition.movies import movie


@pytest.fixture
def client() -> Client:
    client = Client()
    client.caller.put("a.mp4", movie(), {"simulate": "weapons"})
    return client


def _run(client: Client, jobs: int) -> list[str]:
    """Starts so many jobs, one after the other, and lets all end."""
    ids = []
    for _ in range(jobs):
        ids.append(client.start("a.mp4")["JobId"])
        client.clock.forward(60)
    return ids


def test_a_job_that_ends_tells_its_topic_as_the_passed_role(client: Client) -> None:
    job_id = client.start("a.mp4", JobTag="c0ffee.1.labels")["JobId"]
    assert client.caller.published == []
    client.clock.forward(60)
    assert client.caller.published == [
        (
            TOPIC,
            {
                "JobId": job_id,
                "Status": "SUCCEEDED",
                "API": "StartContentModeration",
                "JobTag": "c0ffee.1.labels",
                "Timestamp": 1_000_502,
                "Video": {"S3ObjectName": "a.mp4", "S3Bucket": BUCKET},
            },
        )
    ]


def test_without_a_tag_or_a_channel_there_is_none(client: Client) -> None:
    client.call("StartLabelDetection", {"Video": in_s3("a.mp4")})
    client.start("a.mp4", "LabelDetection")
    client.clock.forward(60)
    ((_, message),) = client.caller.published
    assert message["API"] == "StartLabelDetection"
    assert "JobTag" not in message


def test_a_caller_who_may_not_pass_the_role_is_denied_in_awss_words(client: Client) -> None:
    client.caller.passable.clear()
    answer = client.start("a.mp4")
    assert answer["Error"] == {
        "Code": "AccessDeniedException",
        "Message": f"User: {ARN} is not authorized to perform: iam:PassRole on resource: {ROLE}",
    }
    assert client.door.report()["jobs"]["started"] == 0


def test_a_role_that_does_not_trust_rekognition_is_an_invalid_parameter(client: Client) -> None:
    client.caller.roles.clear()
    assert code_of(client.start("a.mp4")) == "InvalidParameterException"
    source = "arn:aws:rekognition:us-east-1:000000000000:video-job"
    assert client.caller.asked == [("rekognition.amazonaws.com", source)]


def test_a_topic_of_another_region_is_an_invalid_parameter(client: Client) -> None:
    channel = {"SNSTopicArn": TOPIC.replace("us-east-1", "eu-west-1"), "RoleArn": ROLE}
    answer = client.start("a.mp4", NotificationChannel=channel)
    assert code_of(answer) == "InvalidParameterException"


def test_a_message_that_the_role_may_not_publish_is_lost_and_the_log_says_why(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.caller.roles[ROLE] = FakeRole(refusal="the role may not sns:Publish.")
    (job_id,) = _run(client, 1)
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"
    assert "is lost: the role may not sns:Publish." in caplog.text
    assert client.door.report()["jobs"]["messages"]["refused"] == 1


def test_a_failure_while_publishing_is_logged_and_the_job_is_over(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def publish(*_told: object) -> str:
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr(FakeRole, "publish", publish)
    (job_id,) = _run(client, 1)
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"
    assert "the cause" in caplog.text
    assert client.door.report()["jobs"]["running"] == 0


def test_in_a_running_loop_jobs_end_on_their_own() -> None:
    caller = FakeCaller()
    caller.put("a.mp4", movie())
    channel = {"SNSTopicArn": TOPIC, "RoleArn": ROLE}
    body = json.dumps({"Video": in_s3("a.mp4"), "NotificationChannel": channel}).encode()

    async def run() -> None:
        target = "RekognitionService.StartLabelDetection"
        status, _, _ = await app.answer(target, {}, body, caller)
        assert status == 200
        assert caller.published == []
        async with asyncio.timeout(5):
            while not caller.published:
                await asyncio.sleep(0)

    DOOR.jobs.follow(JobPlan(job_seconds=0.01))
    try:
        asyncio.run(run())
    finally:
        DOOR.clear()
