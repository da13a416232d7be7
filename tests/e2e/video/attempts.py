"""Attempts on what videos need: jobs, executions and branches, completions, evidence."""

import json
from collections.abc import Callable, Set
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from lambdas.moderation.domain.content import Content
from tests.e2e.cloud.clients import ACCOUNT
from tests.e2e.pipeline.attempts import Attempt
from tests.e2e.pipeline.operating import function_name
from tests.e2e.pipeline.stage import Stage
from tests.e2e.video.screening import execution_arn, jobs_of

PUBLISHING = f"arn:aws:iam::{ACCOUNT}:role/{function_name('rekognition')}"
NOBODYS_COMPLETION = json.dumps({"JobId": "nobodys", "Status": "SUCCEEDED", "JobTag": "nobodys"})
"""What Rekognition says of a job that is none of ours: it is ignored."""

_TOO_LATE = {"TaskDoesNotExist", "TaskTimedOut"}
_EVIDENCE = "evidence/2000/01/01/nobodys"
_PROGRESS = "progress/nobodys"
_FUNCTIONS = ("screen-upload", "start-video-job", "finish-video-job", "decide-video", "sweep")


def on_video(stage: Stage, video: Content, client: Callable[[str], Any]) -> dict[str, Attempt]:
    """With the clients of one role. The video has its verdict, so nothing comes of them."""
    return {
        **_on_jobs(stage, video, client("rekognition")),
        **_on_executions(stage, video, client("stepfunctions")),
        **_on_functions(client("lambda")),
        **_on_evidence(stage, client("s3")),
        **_on_completions(stage, client("sns"), client("sqs")),
        "assume the publishing role": lambda: client("sts").assume_role(
            RoleArn=PUBLISHING, RoleSessionName="test"
        ),
    }


def channel(stage: Stage, **changed: str) -> dict[str, str]:
    """The channel of the pipeline's jobs, or one like it."""
    return {"SNSTopicArn": stage.outputs["CompletionsTopic"], "RoleArn": PUBLISHING, **changed}


def of_nobody(video: Content, told: dict[str, str]) -> dict[str, Any]:
    """The request for a job on this video that the pipeline knows nothing of."""
    here = {"Bucket": video.bucket, "Name": video.key, "Version": video.version_id}
    return {"Video": {"S3Object": here}, "JobTag": "nobodys", "NotificationChannel": told}


def _on_jobs(stage: Stage, video: Content, rekognition: Any) -> dict[str, Attempt]:
    another = f"arn:aws:iam::{ACCOUNT}:role/{function_name('start-video-job')}"
    ours = of_nobody(video, channel(stage))
    with_another = of_nobody(video, channel(stage, RoleArn=another))
    jobs = {job.key.analyser: job for job in jobs_of(stage).of_screening(video.content_id, 1)}

    def get(analyser: str) -> dict[str, Any]:
        return {"JobId": jobs[analyser].job_id, "MaxResults": 1}

    return {
        "start content moderation": lambda: rekognition.start_content_moderation(**ours),
        "start label detection": lambda: rekognition.start_label_detection(**ours),
        "pass another role": lambda: rekognition.start_label_detection(**with_another),
        "get content moderation": lambda: rekognition.get_content_moderation(
            **get("moderation_labels")
        ),
        "get label detection": lambda: rekognition.get_label_detection(**get("labels")),
    }


def _on_executions(stage: Stage, video: Content, states: Any) -> dict[str, Attempt]:
    execution = execution_arn(stage, video)
    machine, name = stage.outputs["VideoWorkflow"], execution.rpartition(":")[2]
    told = json.dumps({"content_id": video.content_id, "screening": 1})
    branch = jobs_of(stage).of_screening(video.content_id, 1)[0].branch
    return {
        "start the workflow": _but(
            {"ExecutionAlreadyExists"},
            lambda: states.start_execution(stateMachineArn=machine, name=name, input=told),
        ),
        "describe an execution": lambda: states.describe_execution(executionArn=execution),
        "stop an execution": lambda: states.stop_execution(executionArn=execution),
        "read an execution's history": lambda: states.get_execution_history(executionArn=execution),
        "resume a branch": _but(
            _TOO_LATE, lambda: states.send_task_success(taskToken=branch, output="{}")
        ),
        "fail a branch": _but(_TOO_LATE, lambda: states.send_task_failure(taskToken=branch)),
    }


def _on_functions(lambda_: Any) -> dict[str, Attempt]:
    def invoke(function: str) -> None:
        lambda_.invoke(FunctionName=function_name(function), InvocationType="DryRun")

    return {f"invoke {function}": partial(invoke, function) for function in _FUNCTIONS}


def _on_evidence(stage: Stage, s3: Any) -> dict[str, Attempt]:
    bucket = {"Bucket": stage.outputs["EvidenceBucket"]}
    for name in (_EVIDENCE, _PROGRESS):
        stage.aws.client("s3").put_object(**bucket, Key=name, Body=b"")
    return {
        "put evidence": lambda: s3.put_object(**bucket, Key=_EVIDENCE, Body=b""),
        "put progress": lambda: s3.put_object(**bucket, Key=_PROGRESS, Body=b""),
        "put beside the evidence": lambda: s3.put_object(**bucket, Key="nobodys", Body=b""),
        "read evidence": lambda: s3.get_object(**bucket, Key=_EVIDENCE),
        "read progress": lambda: s3.get_object(**bucket, Key=_PROGRESS),
        "list evidence": lambda: s3.list_objects_v2(**bucket),
        "delete evidence": lambda: s3.delete_object(**bucket, Key=_EVIDENCE),
    }


def _on_completions(stage: Stage, sns: Any, sqs: Any) -> dict[str, Attempt]:
    queue, topic = stage.outputs["CompletionsQueue"], stage.outputs["CompletionsTopic"]
    return {
        "publish a completion": lambda: sns.publish(TopicArn=topic, Message=NOBODYS_COMPLETION),
        "send to CompletionsQueue": lambda: sqs.send_message(
            QueueUrl=queue, MessageBody=NOBODYS_COMPLETION
        ),
        "receive from the completions queue": lambda: sqs.receive_message(
            QueueUrl=queue, VisibilityTimeout=0
        ),
    }


def _but(codes: Set[str], attempt: Attempt) -> Attempt:
    """The attempt; with one of these errors it was allowed, and has nothing to do any more."""

    def made() -> Any:
        try:
            return attempt()
        except ClientError as error:
            if error.response["Error"]["Code"] not in codes:
                raise
        return None

    return made
