"""A caller of the stand-in, and a client that speaks to it as botocore does, without a socket."""

import asyncio
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from PIL import Image

from local.cloud.caller import PassedRole, ReadRefused, StoredObject
from local.rekognition import model
from local.rekognition.app import StandIn
from local.rekognition.control import configure
from local.rekognition.faults import FaultDoor
from local.rekognition.jobs import Jobs
from local.rekognition.operations import OPERATIONS

BUCKET = "uploads"
APIS = {"ContentModeration": "ModerationLabels", "LabelDetection": "Labels"}
"""The kinds of video jobs, and what their rows are called."""

ROLE = "arn:aws:iam::000000000000:role/tell-jobs"
TOPIC = "arn:aws:sns:us-east-1:000000000000:jobs"
ARN = "arn:aws:sts::000000000000:assumed-role/screen-upload/session"


def picture(width: int = 100, height: int = 100, form: str = "JPEG") -> bytes:
    """A plain picture's bytes."""
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, form)
    return stream.getvalue()


PICTURE = picture()


@dataclass
class FakeRole:
    """A passed role that keeps what it published; `refusal` is what SNS says instead."""

    refusal: str = ""
    published: list[tuple[str, Any]] = field(default_factory=list)

    def publish(self, topic_arn: str, message: str) -> str:
        if not self.refusal:
            self.published.append((topic_arn, json.loads(message)))
        return self.refusal


@dataclass
class FakeCaller:
    """A caller whose rights and objects are set by the test."""

    objects: dict[tuple[str, str, str | None], StoredObject | ReadRefused] = field(
        default_factory=dict
    )
    allowed: set[str] = field(
        default_factory=lambda: {each.iam_action for each in OPERATIONS.values()}
    )
    passable: set[str] = field(default_factory=lambda: {ROLE})
    roles: dict[str, FakeRole] = field(default_factory=lambda: {ROLE: FakeRole()})
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(
        self,
        key: str,
        data: bytes = PICTURE,
        metadata: Mapping[str, str] | None = None,
        version_id: str | None = None,
    ) -> None:
        """Stores an object version."""
        self.objects[BUCKET, key, version_id] = StoredObject(
            data, version_id or "null", metadata=metadata or {}
        )

    def arn(self) -> str:
        return ARN

    def allows(self, action: str, resource: str) -> bool:
        return resource == "*" and action in self.allowed

    def read_object(
        self, bucket: str, key: str, version_id: str | None = None
    ) -> StoredObject | ReadRefused:
        return self.objects.get((bucket, key, version_id), ReadRefused("NoSuchKey"))

    def may_list(self, bucket: str) -> bool:
        return bool(bucket)

    def may_pass(self, role_arn: str, service: str) -> bool:
        return service == "rekognition.amazonaws.com" and role_arn in self.passable

    def passed_role(self, role_arn: str, *, service: str, source_arn: str) -> PassedRole | None:
        self.asked.append((service, source_arn))
        return self.roles.get(role_arn)

    @property
    def published(self) -> list[tuple[str, Any]]:
        """What the role published: topics and messages."""
        return self.roles[ROLE].published


class Clock:
    """A clock that moves when told, and runs what is due by then."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.now

    def schedule(self, seconds: float, run: Callable[[], None]) -> None:
        self._due.append((self.now + seconds, run))

    def forward(self, seconds: float) -> None:
        """Lets time pass."""
        until = self.now + seconds
        while due := min((each for each in self._due if each[0] <= until), default=None, key=_at):
            self._due.remove(due)
            self.now = max(self.now, due[0])
            due[1]()
        self.now = until


def _at(due: tuple[float, Callable[[], None]]) -> float:
    return due[0]


@dataclass
class Client:
    """Calls operations; requests are written and answers read by botocore's own code."""

    caller: FakeCaller = field(default_factory=FakeCaller)
    clock: Clock = field(default_factory=Clock)
    door: FaultDoor = field(init=False)
    slept: list[float] = field(default_factory=list)
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        self.door = FaultDoor(clock=self.clock, calendar=self.clock, draw=lambda least, most: most)
        self.jobs = Jobs(self.door.jobs, schedule=self.clock.schedule, calendar=self.clock)

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parsed answer, an error under `Error`, the HTTP status under `ResponseMetadata`."""
        shape = model.operation_model(operation)
        request = create_serializer("json").serialize_to_request(dict(parameters), shape)
        return self.send(operation, request["body"])

    def send(self, operation: str, body: bytes) -> dict[str, Any]:
        """The same for a body that the test wrote itself."""
        scope = f"Credential=AKIA/20261124/{self.region}/rekognition/aws4_request"
        status, headers, answer = asyncio.run(
            StandIn(self.door, self.jobs, sleep=self._sleep).answer(
                f"RekognitionService.{operation}",
                {"Authorization": f"AWS4-HMAC-SHA256 {scope}, Signature=0"},
                body,
                self.caller,
            )
        )
        known = operation if model.is_operation(operation) else "DetectLabels"
        response = {"status_code": status, "headers": headers, "body": answer}
        shape = model.operation_model(known).output_shape
        assert shape is not None
        return dict(create_parser("json").parse(response, shape))

    def moderation(self, key: str, **parameters: Any) -> dict[str, Any]:
        """DetectModerationLabels on an object of the bucket."""
        return self.call("DetectModerationLabels", {"Image": in_s3(key), **parameters})

    def labels(self, key: str, **parameters: Any) -> dict[str, Any]:
        """DetectLabels on an object of the bucket."""
        return self.call("DetectLabels", {"Image": in_s3(key), **parameters})

    def start(self, key: str, api: str = "ContentModeration", **parameters: Any) -> dict[str, Any]:
        """Starts a job on an object of the bucket; its message goes to `TOPIC` as `ROLE`."""
        told = {"NotificationChannel": {"SNSTopicArn": TOPIC, "RoleArn": ROLE}, **parameters}
        return self.call(f"Start{api}", {"Video": in_s3(key), **told})

    def results(
        self, job_id: str, api: str = "ContentModeration", **parameters: Any
    ) -> dict[str, Any]:
        """One page of a job's results."""
        return self.call(f"Get{api}", {"JobId": job_id, **parameters})

    def finished(self, key: str = "a.mp4", api: str = "ContentModeration", **told: Any) -> str:
        """Starts a job and lets it end: its id."""
        job_id = str(self.start(key, api, **told)["JobId"])
        self.clock.forward(60)
        return job_id

    def rows(self, job_id: str, api: str = "ContentModeration", **told: Any) -> list[Any]:
        """All rows of a job, page by page."""
        rows: list[Any] = []
        while True:
            page = self.results(job_id, api, **told)
            rows += page[APIS[api]]
            if "NextToken" not in page:
                return rows
            told["NextToken"] = page["NextToken"]

    def control(self, method: str, document: object = None) -> dict[str, Any]:
        """What the control door answers; it must accept."""
        status, body = configure(method, json.dumps(document).encode(), self.door)
        assert status == 200, body
        return dict(json.loads(body))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def in_s3(key: str, version: str | None = None) -> dict[str, Any]:
    """The `Image` or `Video` parameter for an object of the bucket."""
    reference = {"Bucket": BUCKET, "Name": key}
    return {"S3Object": {**reference, "Version": version} if version else reference}


def code_of(answer: Mapping[str, Any]) -> str:
    """The error's code, or nothing."""
    return str(answer.get("Error", {}).get("Code", ""))


def found(answer: Mapping[str, Any]) -> dict[str, float]:
    """Label names with confidences, of either operation."""
    rows = answer["ModerationLabels"] if "ModerationLabels" in answer else answer["Labels"]
    return {row["Name"]: row["Confidence"] for row in rows}
