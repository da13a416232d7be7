"""The samples' journeys: uploaded by an application, followed to the verdict, then read."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.verdict import Status

if TYPE_CHECKING:
    from local.demo.stage import Stage
    from samples.catalogue import Sample

_UPLOADS_AT_ONCE = 4
_READ_ALL = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A sample that S3 has taken, `at` that time of the monotonic clock."""

    content: Content
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A sample whose verdict event has come, `seconds` after S3 had taken the upload.

    The event is the last of the three effects of a verdict: tag and alert are done by then.
    """

    name: str
    content: Content
    event: Mapping[str, Any]
    seconds: float
    read: int

    @property
    def status(self) -> Status:
        """The verdict."""
        return Status(self.event["status"])

    @property
    def rule(self) -> str:
        """The rule id of the first reason."""
        return str(self.event["reasons"][0]["rule"])

    @property
    def reasons(self) -> str:
        """All reasons, in words."""
        return "; ".join(str(reason["text"]) for reason in self.event["reasons"])


@dataclass(slots=True)
class Journeys:
    """All samples on their way. `uploaded` and `arrived` grow while `follow` goes on."""

    stage: "Stage"
    samples: "Mapping[str, Sample]"
    uploaded: dict[str, Uploaded] = field(default_factory=dict)
    arrived: dict[str, Arrived] = field(default_factory=dict)
    _events: dict[str, tuple[Mapping[str, Any], float]] = field(default_factory=dict)

    def follow(self, *, seconds: float, tick: Callable[[], None]) -> Iterator[Arrived]:
        """Uploads everything and gives each sample as its verdict comes, until all have come.

        Ends after `seconds` at the latest; who is not in `arrived` then has no verdict. Calls
        `tick` whenever something may have changed, at least every two seconds or so. Raises what an
        upload raises.
        """
        deadline = time.monotonic() + seconds
        with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
            under_way = {name: pool.submit(self._upload, name) for name in self.samples}
            try:
                while len(self.arrived) < len(self.samples) and time.monotonic() < deadline:
                    self._hear()
                    self._collect(under_way)
                    yield from self._new_arrivals()
                    tick()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _upload(self, name: str) -> Uploaded:
        sample, bucket = self.samples[name], self.stage.bucket
        answer = self.stage.app.put_object(
            Bucket=bucket,
            Key=sample.key,
            Body=sample.make(),
            ContentType=sample.content_type,
            Metadata=sample.metadata,
        )
        content = Content(bucket, sample.key, answer["VersionId"])
        return Uploaded(content=content, at=time.monotonic())

    def _hear(self) -> None:
        for event in self.stage.verdicts():
            self._events.setdefault(event["content"]["content_id"], (event, time.monotonic()))

    def _collect(self, under_way: "dict[str, Future[Uploaded]]") -> None:
        for name in [name for name, upload in under_way.items() if upload.done()]:
            self.uploaded[name] = under_way.pop(name).result()

    def _new_arrivals(self) -> Iterator[Arrived]:
        for name, upload in self.uploaded.items():
            heard = self._events.get(upload.content.content_id)
            if name in self.arrived or heard is None:
                continue
            event, at = heard
            self.arrived[name] = Arrived(
                name=name,
                content=upload.content,
                event=event,
                seconds=max(0.0, at - upload.at),
                read=reads(self.stage, upload.content),
            )
            yield self.arrived[name]


def reads(stage: "Stage", content: Content) -> int:
    """The HTTP status that the application gets on reading that very version."""
    try:
        answer = stage.app.get_object(
            Bucket=content.bucket, Key=content.key, VersionId=content.version_id
        )
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
    with answer["Body"] as body:
        while body.read(_READ_ALL):
            pass
    return int(answer["ResponseMetadata"]["HTTPStatusCode"])
