"""Makes the world of a deployed stage: finds its resources in its stacks' outputs.

The only module that makes AWS clients. It is imported when a command needs AWS, not before.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cli.aws_errors import in_plain_words
from cli.day_index import DayIndex
from cli.desk_door import CognitoDesk
from cli.errors import CommandError
from cli.sqs_dead_letters import SqsDeadLetters
from cli.world import DeadLetterName, DeadLetters, World
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.intake import SqsIntake
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_sqs import SQSClient

_STAGE = re.compile(r"[A-Za-z0-9-]{1,64}")
_CDK_JSON = Path(__file__).parent.parent / "cdk.json"
_PATIENCE = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 3},
)
"""A person waits: seconds, not minutes, until "cannot connect" is said."""

_NO_SLOTS = 0
"""Commands look at jobs and start none."""

_QUEUES: Mapping[DeadLetterName, tuple[str, str | None]] = {
    DeadLetterName.INTAKE: ("IntakeDeadLetters", "IntakeQueue"),
    DeadLetterName.COMPLETIONS: ("CompletionsDeadLetters", "CompletionsQueue"),
    DeadLetterName.VIDEO: ("VideoDeadLetters", None),
    DeadLetterName.REVIEW: ("ReviewDeadLetters", "ReviewQueue"),
    DeadLetterName.CLOSE_CASE: ("CloseCaseDeadLetters", None),
    DeadLetterName.ENFORCEMENT: ("EnforcementDeadLetters", None),
    DeadLetterName.SWEEP: ("SweepDeadLetters", None),
    DeadLetterName.EVENT: ("EventDeadLetters", "IntakeQueue"),
}
"""The outputs of each dead-letter queue and of the queue that its messages came from."""


def connect(stage: str) -> World:
    """The world of that stage, in the account and Region of the shell's credentials.

    AWS_REGION counts before AWS_DEFAULT_REGION, as for the AWS CLI (boto3 reads the latter only).
    Raises `CommandError` in plain sentences.
    """
    with in_plain_words():
        return found(boto3.session.Session(region_name=os.environ.get("AWS_REGION")), stage)


def found(session: boto3.session.Session, stage: str) -> World:
    """The world of that stage as the session sees it. Asks CloudFormation three times, no more."""
    if not _STAGE.fullmatch(stage):
        raise CommandError(f"{stage} cannot be the name of a stage.{_known_stages()}")
    stacks = session.client("cloudformation", config=_PATIENCE)
    outputs: dict[str, str] = {}
    for part in ("Storage", "Pipeline"):
        outputs |= _required(_outputs(stacks, stage, part), stage, part, session.region_name)
    desk = _outputs(stacks, stage, "Review")
    return _world(session, stage, outputs | (desk or {}), has_desk=desk is not None)


def _world(
    session: boto3.session.Session, stage: str, outputs: Mapping[str, str], *, has_desk: bool
) -> World:
    sqs = session.client("sqs", config=_PATIENCE)
    table = session.client("dynamodb", config=_PATIENCE)
    table_name = _output(outputs, "ModerationTable", stage)
    return World(
        stage=stage,
        bucket=_output(outputs, "UploadsBucket", stage),
        contents=DynamoDbContents(table, table_name),
        cases=DynamoDbCases(table, table_name),
        trail=DayIndex(table, table_name),
        desk=lambda: _desk(session, stage, outputs if has_desk else None),
        jobs=DynamoDbVideoJobs(table, table_name, slots=_NO_SLOTS),
        evidence_bucket=_output(outputs, "EvidenceBucket", stage),
        intake=SqsIntake(
            sqs,
            _output(outputs, "IntakeQueue", stage),
            _output(outputs, "IntakeDeadLetters", stage),
        ),
        dead_letters=_dead_letters(sqs, outputs, stage),
        who=lambda: _caller(session),
        now=lambda: datetime.now(UTC),
    )


def _caller(session: boto3.session.Session) -> str:
    with in_plain_words():
        return session.client("sts", config=_PATIENCE).get_caller_identity()["Arn"]


def _desk(
    session: boto3.session.Session, stage: str, outputs: Mapping[str, str] | None
) -> CognitoDesk:
    if outputs is None:
        raise CommandError(
            f"Stage {stage} has no review desk: there is no stack {_stack(stage, 'Review')}. The "
            f"stage's setting `review` in cdk.json makes one: {{}} will do, null means none. Then: "
            f"{_how_to_deploy(stage)}"
        )
    named = {name: _output(outputs, name, stage) for name in CognitoDesk.OUTPUTS}
    return CognitoDesk(session, named, _PATIENCE)


def _dead_letters(
    sqs: "SQSClient", outputs: Mapping[str, str], stage: str
) -> dict[DeadLetterName, DeadLetters]:
    return {
        name: SqsDeadLetters(
            sqs, outputs[output], origin_url=origin and _output(outputs, origin, stage)
        )
        for name, (output, origin) in _QUEUES.items()
        if output in outputs
    }


def _outputs(stacks: "CloudFormationClient", stage: str, part: str) -> dict[str, str] | None:
    """What that stack puts out; None where there is no such stack."""
    try:
        found = stacks.describe_stacks(StackName=_stack(stage, part))["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    if not found:
        return None
    return {
        output["OutputKey"]: output["OutputValue"]
        for output in found[0].get("Outputs", [])
        if "OutputKey" in output and "OutputValue" in output
    }


def _stack(stage: str, part: str) -> str:
    return f"ContentModeration-{stage}-{part}"


def _required(
    outputs: dict[str, str] | None, stage: str, part: str, region: str | None
) -> dict[str, str]:
    if outputs is None:
        raise CommandError(
            f"There is no stack {_stack(stage, part)} in Region {region} of this account. Is stage "
            f"{stage} deployed? {_how_to_deploy(stage)}{_known_stages()}"
        )
    return outputs


def _output(outputs: Mapping[str, str], name: str, stage: str) -> str:
    if name not in outputs:
        raise CommandError(
            f"The stacks of stage {stage} do not have the output {name}: they were deployed by "
            f"another version, or not completely. {_how_to_deploy(stage)}"
        )
    return outputs[name]


def _how_to_deploy(stage: str) -> str:
    return "make up" if stage == "local" else f"make deploy STAGE={stage}"


def _known_stages() -> str:
    """The stages that cdk.json sets up, where this runs from a checkout."""
    try:
        stages = ", ".join(json.loads(_CDK_JSON.read_text())["context"]["stages"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f" (Stages in cdk.json: {stages}.)"
