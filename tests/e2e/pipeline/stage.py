"""A deployed stage, as an application, a moderator and an operator see it."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.state import ContentState
from local.cloud.settings import Cloud
from samples.pictures import jpeg
from tests.e2e.cloud.clients import EVERYTHING_IN_S3, Aws, policy, unique, until
from tests.e2e.cloud.door import Door

PICTURE = jpeg(200, 160)
VERDICT_SECONDS = 30.0


class Stage:
    """The pipeline with ears on its topics: what is announced lands in queues of the tests' own.

    `app` is an application's S3 client with `s3:*` on everything, `aws.client(...)` the root's,
    which IAM does not hold back: never use it to prove that something can be read.
    """

    def __init__(self, cloud: Cloud, aws: Aws, door: Door, outputs: Mapping[str, str]) -> None:
        self.cloud = cloud
        self.aws = aws
        self.door = door
        self.outputs = outputs
        self.bucket = outputs["UploadsBucket"]
        self.app = aws.user("s3", EVERYTHING_IN_S3)
        self.contents = DynamoDbContents(aws.client("dynamodb"), outputs["ModerationTable"])
        self.alerts = self._listen_to_alerts()
        self.events = self._listen_to_verdicts()

    def upload(
        self,
        key: str,
        body: bytes = PICTURE,
        *,
        simulate: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Content:
        """Puts an object as the application does. `simulate` is what the stand-in will see."""
        told = {**(metadata or {}), **({"simulate": simulate} if simulate else {})}
        answer = self.app.put_object(Bucket=self.bucket, Key=key, Body=body, Metadata=told)
        return Content(self.bucket, key, answer["VersionId"])

    def state(self, content: Content) -> ContentState | None:
        """What the table says of it."""
        return self.contents.load(content.content_id)

    def tag(self, content: Content) -> str | None:
        """The `moderation-status` of that version, or None while it has none."""
        tags = self.aws.client("s3").get_object_tagging(
            Bucket=content.bucket, Key=content.key, VersionId=content.version_id
        )["TagSet"]
        return next((tag["Value"] for tag in tags if tag["Key"] == "moderation-status"), None)

    def enforced(
        self, content: Content, *, revision: int = 1, seconds: float = VERDICT_SECONDS
    ) -> ContentState:
        """Its state as soon as that revision (or a later one) is enforced."""

        def look() -> ContentState | None:
            state = self.state(content)
            return state if state and state.enforced >= revision else None

        return until(look, seconds=seconds)

    def reads(self, content: Content) -> int:
        """The HTTP status that the application gets on reading that version."""
        try:
            answer = self.app.get_object(
                Bucket=content.bucket, Key=content.key, VersionId=content.version_id
            )
        except ClientError as error:
            return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
        with answer["Body"] as body:
            body.read()
        return int(answer["ResponseMetadata"]["HTTPStatusCode"])

    def depth(self, output: str) -> int:
        """How many messages are in the queue of that output, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.aws.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs[output], AttributeNames=names
        )
        return sum(int(answer["Attributes"][name]) for name in names)

    def purge(self, url: str) -> None:
        """Empties a queue."""
        while messages := self._receive(url):
            for message in messages:
                self.aws.client("sqs").delete_message(
                    QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )

    def heard(self, url: str, content: Content) -> list[Any]:
        """What was announced of this content so far, in the queue `alerts` or `events`."""
        found = []
        while messages := self._receive(url):
            for message in messages:
                self._said.setdefault(url, []).append(json.loads(message["Body"]))
                self.aws.client("sqs").delete_message(
                    QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )
        for body in self._said.get(url, []):
            about = body.get("detail", body)
            if about["content"]["content_id"] == content.content_id:
                found.append(about)
        return found

    def _receive(self, url: str) -> list[Any]:
        answer = self.aws.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        messages: list[Any] = answer.get("Messages", [])
        return messages

    def _listen_to_alerts(self) -> str:
        self._said: dict[str, list[Any]] = {}
        url, arn = self.aws.queue()
        self.aws.client("sns").subscribe(
            TopicArn=self.outputs["AlertsTopic"],
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true"},
        )
        self.let_in(url, arn, "sns.amazonaws.com")
        return url

    def _listen_to_verdicts(self) -> str:
        url, arn = self.aws.queue()
        rule = unique("rule")
        pattern = json.dumps({"source": ["content-moderation"], "detail-type": ["Content Verdict"]})
        self.aws.client("events").put_rule(Name=rule, EventPattern=pattern)
        self.aws.client("events").put_targets(Rule=rule, Targets=[{"Id": "ear", "Arn": arn}])
        self.let_in(url, arn, "events.amazonaws.com")
        return url

    def let_in(self, url: str, arn: str, service: str) -> None:
        """Lets that service put messages into a queue of the tests' own."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        self.aws.client("sqs").set_queue_attributes(
            QueueUrl=url, Attributes={"Policy": policy([statement])}
        )
