"""The deployed pipeline, as an application, a moderator and another program see it."""

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cli.desk_door import CognitoDesk
from cli.desk_world import DeskApi
from lambdas.moderation.aws.archive import S3Archive
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.video_jobs import DynamoDbVideoJobs
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.person import Role
from local.cloud.settings import ACCOUNT, REGION, Cloud, process_environment
from local.demo.queues import take
from local.demo.timelines import Screened
from local.desk.accounts import make_account

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_VERDICTS = {"source": ["content-moderation"], "detail-type": ["Content Verdict"]}
_MODERATOR = "robin"
_NO_SLOTS = 0
"""The demo looks at jobs and starts none."""

_PATIENCE = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 3},
    s3={"addressing_style": "path"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as SNS delivered it to a queue. `told` is its JSON form."""

    subject: str
    told: dict[str, Any]

    @property
    def content_id(self) -> str:
        """Which content it is about."""
        return str(self.told["content"]["content_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTo:
    """The console's address, and an account of this local cloud's own to sign in with."""

    console_url: str
    person: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the demo works with. `app` is the S3 client of an IAM user with `s3:*` on the bucket.

    `moderators` are the e-mail addresses subscribed to the alerts.
    """

    bucket: str
    app: "S3Client"
    sqs: "SQSClient"
    contents: DynamoDbContents
    jobs: DynamoDbVideoJobs
    archive: S3Archive
    cases: DynamoDbCases
    desk: SignInTo
    door: CognitoDesk
    moderators: tuple[str, ...]
    verdict_ear: str
    alert_ear: str

    def verdicts(self) -> list[dict[str, Any]]:
        """The details of the verdict events that have arrived; waits a second for the first."""
        return [json.loads(body)["detail"] for body in take(self.sqs, self.verdict_ear)]

    def alerts(self) -> list[Alert]:
        """The alerts that have arrived; waits a second for the first."""
        envelopes = [json.loads(body) for body in take(self.sqs, self.alert_ear)]
        return [
            Alert(subject=each.get("Subject", ""), told=json.loads(each["Message"]))
            for each in envelopes
        ]

    def sign_in(self) -> DeskApi:
        """The review API as the demo's moderator."""
        return self.door.sign_in(self.desk.person, self.desk.password)

    def screened(self, content: Content) -> Screened:
        """A video as the table and the evidence bucket have it. `LookupError` if not judged."""
        state = self.contents.load(content.content_id)
        event = self.contents.verdict_event(state) if state else None
        if state is None or event is None:
            raise LookupError(f"The table knows no verdict of {content.content_id}.")
        kept = self.contents.load_evidence(content.content_id, state.screened)
        evidence = self.archive.fetch(kept.stored_as) if kept and kept.stored_as else Evidence()
        return Screened(
            key=content.key, status=event.status, reasons=event.reasons, evidence=evidence
        )


@contextmanager
def prepared(cloud: Cloud, outputs: Mapping[str, str]) -> Iterator[Stage]:
    """The stage with a user and two queues of the demo's own, which are gone afterwards.

    This program's environment is pointed at the cloud for good: no profile or proxy of the shell
    takes part.
    """
    settings = process_environment(cloud, os.environ)
    os.environ.clear()
    os.environ.update(settings)
    session, name = boto3.session.Session(), f"demo-{uuid.uuid4().hex[:8]}"
    sqs = session.client("sqs", config=_PATIENCE)
    table = session.client("dynamodb", config=_PATIENCE)
    evidence = session.client("s3", config=_PATIENCE)
    with ExitStack() as left:
        for client in (sqs, table, evidence):
            left.callback(client.close)
        yield Stage(
            bucket=outputs["UploadsBucket"],
            app=_application(session, left, name, outputs["UploadsBucket"]),
            sqs=sqs,
            contents=DynamoDbContents(table, outputs["ModerationTable"]),
            jobs=DynamoDbVideoJobs(table, outputs["ModerationTable"], slots=_NO_SLOTS),
            archive=S3Archive(evidence, outputs["EvidenceBucket"]),
            cases=DynamoDbCases(table, outputs["ModerationTable"]),
            desk=_moderator(session, left, outputs),
            door=CognitoDesk(session, outputs, _PATIENCE),
            moderators=_moderators(session, outputs["AlertsTopic"]),
            verdict_ear=_hear_verdicts(session, left, name),
            alert_ear=_hear_alerts(session, left, name, outputs["AlertsTopic"]),
        )


def _application(
    session: boto3.session.Session, left: ExitStack, name: str, bucket: str
) -> "S3Client":
    iam = session.client("iam", config=_PATIENCE)
    left.callback(iam.close)
    iam.create_user(UserName=name)
    _afterwards(left, iam.delete_user, UserName=name)
    arn = f"arn:aws:s3:::{bucket}"
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": [arn, f"{arn}/*"]}
    iam.put_user_policy(UserName=name, PolicyName="uploads", PolicyDocument=_policy(everything))
    _afterwards(left, iam.delete_user_policy, UserName=name, PolicyName="uploads")
    key = iam.create_access_key(UserName=name)["AccessKey"]
    _afterwards(left, iam.delete_access_key, UserName=name, AccessKeyId=key["AccessKeyId"])
    app = session.client(
        "s3",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        config=_PATIENCE,
    )
    left.callback(app.close)
    return app


def _hear_verdicts(session: boto3.session.Session, left: ExitStack, name: str) -> str:
    events = session.client("events", config=_PATIENCE)
    left.callback(events.close)
    url, arn = _ear(session, left, f"{name}-verdicts", "events.amazonaws.com")
    events.put_rule(Name=name, EventPattern=json.dumps(_VERDICTS))
    _afterwards(left, events.delete_rule, Name=name)
    events.put_targets(Rule=name, Targets=[{"Id": "ear", "Arn": arn}])
    _afterwards(left, events.remove_targets, Rule=name, Ids=["ear"])
    return url


def _hear_alerts(session: boto3.session.Session, left: ExitStack, name: str, topic: str) -> str:
    """Not raw: SNS's envelope carries the subject as a mail would."""
    sns = session.client("sns", config=_PATIENCE)
    left.callback(sns.close)
    url, arn = _ear(session, left, f"{name}-alerts", "sns.amazonaws.com")
    subscription = sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
    )
    _afterwards(left, sns.unsubscribe, SubscriptionArn=subscription["SubscriptionArn"])
    return url


def _ear(
    session: boto3.session.Session, left: ExitStack, name: str, service: str
) -> tuple[str, str]:
    sqs = session.client("sqs", config=_PATIENCE)
    left.callback(sqs.close)
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    let_in = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": _policy(let_in)})["QueueUrl"]
    _afterwards(left, sqs.delete_queue, QueueUrl=url)
    return url, arn


def _moderator(
    session: boto3.session.Session, left: ExitStack, outputs: Mapping[str, str]
) -> SignInTo:
    """An account for whoever watches; it stays, as the cases do."""
    cognito = session.client("cognito-idp", config=_PATIENCE)
    left.callback(cognito.close)
    account = make_account(cognito, outputs["UserPool"], _MODERATOR, [Role.MODERATOR])
    return SignInTo(
        console_url=outputs["ReviewConsole"], person=account.person_id, password=account.password
    )


def _moderators(session: boto3.session.Session, topic: str) -> tuple[str, ...]:
    with closing(session.client("sns", config=_PATIENCE)) as sns:
        found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return tuple(each["Endpoint"] for each in found if each["Protocol"] == "email")


def _policy(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _afterwards(left: ExitStack, call: Any, **arguments: object) -> None:
    """Calls it at the end; a cloud that no longer answers has nothing left to remove."""

    def undo() -> None:
        with suppress(BotoCoreError, ClientError):
            call(**arguments)

    left.callback(undo)
