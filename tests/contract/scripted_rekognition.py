"""Amazon Rekognition's video jobs behind a real client: scripted answers, held to its model."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.validate import validate_parameters

from lambdas.moderation.domain.findings import Sighting

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

_LIST_OF = {"GetLabelDetection": "Labels", "GetContentModeration": "ModerationLabels"}
_ROW_OF = {"GetLabelDetection": "Label", "GetContentModeration": "ModerationLabel"}


class Refused(Exception):
    """An error answer, by its code."""


@dataclass
class ScriptedRekognition:
    """One job, which does what it is told. `asked` lists all calls with their arguments.

    `next_errors`: codes that the next calls are answered with, each once; `status` and `words` are
    the job's, `answer` is put on top of what Get… gives.
    """

    client: "RekognitionClient"
    status: str = "IN_PROGRESS"
    words: str = ""
    pages: Sequence[Sequence[Sighting]] = ((),)
    next_errors: list[str] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    generation: int = 0
    _started: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @contextmanager
    def listening(self) -> "Iterator[ScriptedRekognition]":
        """While it is entered, the client's calls come here."""
        event = "before-call.rekognition"
        self.client.meta.events.register_first(event, self._call)
        try:
            yield self
        finally:
            self.client.meta.events.unregister(event, self._call)

    @property
    def operations(self) -> list[str]:
        """The calls by name, in order."""
        return [name for name, _ in self.asked]

    def _call(self, model: Any, params: Mapping[str, Any], **_: object) -> Any:
        """As botocore wants it: what is given here is the answer, and nothing is sent."""
        arguments = json.loads(params["body"])
        self.asked.append((model.name, arguments))
        try:
            told = self._told(model.name, arguments)
        except Refused as refused:
            code, status = str(refused), 400
            told = {"Error": {"Code": code, "Message": "clip.mp4 of user-1 is not yours"}}
        else:
            validate_parameters(told, model.output_shape)
            status = 200
        http = AWSResponse("https://rekognition", status, HTTPHeaders(), None)
        return http, {**told, "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}}}

    def _told(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if self.next_errors:
            raise Refused(self.next_errors.pop(0))
        if operation.startswith("Start"):
            return self._start(arguments)
        return {**self._get(operation, arguments), **self.answer}

    def _start(self, arguments: dict[str, Any]) -> dict[str, Any]:
        known = self._started.setdefault(arguments["ClientRequestToken"], arguments)
        if known != arguments:
            raise Refused("IdempotentParameterMismatchException")
        return {"JobId": arguments["ClientRequestToken"][::-1]}

    def _get(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if self.status == "FAILED":
            return {"JobStatus": "FAILED", "StatusMessage": self.words}
        if self.status != "SUCCEEDED":
            return {"JobStatus": self.status}
        generation, number = map(int, arguments.get("NextToken", f"{self.generation}.0").split("."))
        if generation != self.generation:
            raise Refused("InvalidPaginationTokenException")
        more = number + 1 < len(self.pages)
        rows = [
            {
                "Timestamp": each.at_ms,
                _ROW_OF[operation]: {
                    "Name": each.finding.label,
                    "Confidence": each.finding.confidence,
                },
            }
            for each in self.pages[number]
        ]
        return {
            "JobStatus": "SUCCEEDED",
            "VideoMetadata": {"DurationMillis": 60_000},
            _LIST_OF[operation]: rows[: arguments["MaxResults"]],
            **({"NextToken": f"{generation}.{number + 1}"} if more else {}),
        }
