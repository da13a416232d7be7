"""Each role around videos does what it is there for, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.e2e.cloud.clients import ACCOUNT, unique, until
from tests.e2e.pipeline.attempts import REFUSED, all_of, outcomes
from tests.e2e.pipeline.operating import event_source, function_name
from tests.e2e.pipeline.roles import (
    Surroundings,
    assert_just,
    attempts_as,
    client_as,
    surroundings,
)
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.attempts import NOBODYS_COMPLETION, PUBLISHING, channel, of_nobody
from tests.e2e.video.screening import rekognition_jobs

ONE_ITEM = {"get an item", "put an item"}
TURNS = {"update an item"}
SLOTS = {"update an item", "delete an item"}
"""The local cloud knows no `dynamodb:LeadingKeys`: there, any item is a turn or a slot."""


@pytest.fixture(scope="module")
def around(deployed: Stage) -> Surroundings:
    """What the roles try their hands on."""
    return surroundings(deployed)


def test_start_video_job_reads_and_starts_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    reads = {"read an upload", "read an approved upload", "read an unapproved video"}
    looks = {"look at an upload's head", "list uploads", "query", "query by-due"}
    starts = {"start content moderation", "start label detection"}
    tells = {"resume a branch", "fail a branch", "send to VideoDeadLetters"}
    may = reads | looks | starts | tells | ONE_ITEM | TURNS | SLOTS
    assert_just(attempts_as(stage, around, "start-video-job"), may)


def test_finish_video_job_asks_and_resumes_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    asks = {"get content moderation", "get label detection"}
    tells = {"resume a branch", "fail a branch", "invoke start-video-job"}
    queues = {"receive from the completions queue", "send to CompletionsDeadLetters"}
    may = asks | tells | queues | ONE_ITEM | TURNS | SLOTS
    assert_just(attempts_as(stage, around, "finish-video-job"), may)


def test_decide_video_reads_results_and_keeps_evidence_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    reads = {"get content moderation", "get label detection", "query"}
    keeps = {"put evidence", "put progress", "read progress", "list evidence"}
    may = reads | keeps | {"send to VideoDeadLetters"} | ONE_ITEM | TURNS
    assert_just(attempts_as(stage, around, "decide-video"), may)


def test_the_workflow_invokes_its_two_functions_and_does_nothing_else(
    stage: Stage, around: Surroundings
) -> None:
    may = {"invoke start-video-job", "invoke decide-video"}
    assert_just(attempts_as(stage, around, "screen-video"), may)


def test_rekognition_tells_of_a_job_as_the_publishing_role_and_to_one_topic_only(
    stage: Stage, around: Surroundings
) -> None:
    rekognition = stage.aws.client("rekognition")
    another = stage.aws.client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    for topic, outcome in ((stage.outputs["CompletionsTopic"], "published"), (another, "refused")):
        stage.door.delete("rekognition")
        stage.door.post("rekognition", {"job_seconds": 0.1})
        job = of_nobody(around.video, channel(stage, SNSTopicArn=topic))
        rekognition.start_content_moderation(**job)
        told = until(lambda: _told(stage))
        assert told == {outcome: 1}


def test_nobody_but_rekognition_takes_the_publishing_role(stage: Stage) -> None:
    """Nor does a job of another account: its ARN is not in the role's trust."""
    everything = [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]
    attempts = {
        "root": lambda: _assume(stage.aws.client("sts")),
        "a user who may assume anything": lambda: _assume(stage.aws.user("sts", everything)),
        "the function that passes it": lambda: _assume(client_as(stage, "start-video-job", "sts")),
        "the workflow": lambda: _assume(client_as(stage, "screen-video", "sts")),
    }
    assert outcomes(attempts) == all_of(attempts, REFUSED)


def test_a_job_is_not_started_with_a_role_that_trusts_another_account(
    stage: Stage, around: Surroundings
) -> None:
    with _trusting(stage, account="111122223333"):
        job = of_nobody(around.video, channel(stage))
        with pytest.raises(ClientError, match=r"InvalidParameterException.*cannot assume"):
            stage.aws.client("rekognition").start_content_moderation(**job)


def test_messages_of_another_topic_do_not_reach_the_completions_queue(stage: Stage) -> None:
    sns = stage.aws.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    url, own_queue = stage.aws.queue()
    stage.let_in(url, own_queue, "sns.amazonaws.com")
    with event_source(stage, "finish-video-job", Enabled=False):
        before = stage.depth("CompletionsQueue")
        for queue in (_arn(stage, stage.outputs["CompletionsQueue"]), own_queue):
            sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
        sns.publish(TopicArn=topic, Message=NOBODYS_COMPLETION)
        until(lambda: stage.aws.receive(url))
        assert stage.depth("CompletionsQueue") == before


def _arn(stage: Stage, url: str) -> str:
    name = "QueueArn"
    sqs = stage.aws.client("sqs")
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return str(answer["Attributes"][name])


def _told(stage: Stage) -> dict[str, int]:
    """What became of the messages about jobs, without what did not happen."""
    messages = rekognition_jobs(stage)["messages"]
    return {outcome: count for outcome, count in messages.items() if count}


def _assume(sts: Any) -> Any:
    return sts.assume_role(RoleArn=PUBLISHING, RoleSessionName="test")


@contextmanager
def _trusting(stage: Stage, account: str) -> Iterator[None]:
    """The publishing role trusts Rekognition for jobs of that account meanwhile."""
    iam, name = stage.aws.client("iam"), function_name("rekognition")
    document = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    changed = json.dumps(document).replace(ACCOUNT, account)
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=changed)
    try:
        yield
    finally:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(document))
