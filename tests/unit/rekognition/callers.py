"""A caller of the stand-in, and a client that speaks to it as botocore does, without a socket."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from PIL import Image

from local.cloud.caller import ReadRefused, StoredObject
from local.rekognition import model
from local.rekognition.app import StandIn
from local.rekognition.faults import FaultDoor

BUCKET = "uploads"
ARN = "arn:aws:sts::000000000000:assumed-role/screen-upload/session"


def picture(width: int = 100, height: int = 100, form: str = "JPEG") -> bytes:
    """A plain picture's bytes."""
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, form)
    return stream.getvalue()


PICTURE = picture()


@dataclass
class FakeCaller:
    """A caller whose rights and objects are set by the test."""

    objects: dict[tuple[str, str, str | None], StoredObject | ReadRefused] = field(
        default_factory=dict
    )
    allowed: set[str] = field(
        default_factory=lambda: {"rekognition:DetectModerationLabels", "rekognition:DetectLabels"}
    )

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


@dataclass
class Client:
    """Calls operations; requests are written and answers read by botocore's own code."""

    caller: FakeCaller = field(default_factory=FakeCaller)
    door: FaultDoor = field(default_factory=FaultDoor)
    slept: list[float] = field(default_factory=list)
    region: str = "us-east-1"

    def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parsed answer, an error under `Error`, the HTTP status under `ResponseMetadata`."""
        shape = model.operation_model(operation)
        request = create_serializer("json").serialize_to_request(dict(parameters), shape)
        return self.send(operation, request["body"])

    def send(self, operation: str, body: bytes) -> dict[str, Any]:
        """The same for a body that the test wrote itself."""
        scope = f"Credential=AKIA/20261124/{self.region}/rekognition/aws4_request"
        status, headers, answer = asyncio.run(
            StandIn(self.door, sleep=self._sleep).answer(
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

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def in_s3(key: str, version: str | None = None) -> dict[str, Any]:
    """The `Image` parameter for an object of the bucket."""
    reference = {"Bucket": BUCKET, "Name": key}
    return {"S3Object": {**reference, "Version": version} if version else reference}


def code_of(answer: Mapping[str, Any]) -> str:
    """The error's code, or nothing."""
    return str(answer.get("Error", {}).get("Code", ""))


def found(answer: Mapping[str, Any]) -> dict[str, float]:
    """Label names with confidences, of either operation."""
    rows = answer["ModerationLabels"] if "ModerationLabels" in answer else answer["Labels"]
    return {row["Name"]: row["Confidence"] for row in rows}
