"""`screen_upload` with fakes around it, and the messages that it is given."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Finding
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.transitions import with_rescreen
from lambdas.screen_upload.recording import Records
from lambdas.screen_upload.screen_upload import ScreenUpload
from lambdas.screen_upload.screening import Screening
from policy_file.reading import read
from samples.catalogue import make_sample
from tests.fakes import (
    FakeAnalysers,
    FakeContents,
    FakeCounter,
    FakeIntake,
    FakePolicies,
    FakeUploads,
)
from tests.fakes.video_workflow import FakeVideoWorkflow

BUCKET = "uploads-test"
VERSION = "3sL4kqtJlcpXroDTDmJ"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEAPON = Finding("moderation_labels", "Weapons", 97.0, ("Violence",))
DOG = Finding("labels", "Dog", 98.0, ("Animal",))


@cache
def shipped_policy() -> Policy:
    """The policy that ships."""
    return read(Path(__file__).parents[3] / "policy.yaml")


def content(key: str = "photos/garden.jpg", version_id: str = VERSION) -> Content:
    """One version of one object; every key is another content."""
    return Content(BUCKET, key, version_id)


def created(of: Content, **changes: object) -> str:
    """The message of S3 that this version was uploaded."""
    return _event("Object Created", of, **changes)


def deleted(of: Content, kind: str = "Permanently Deleted") -> str:
    """The message of S3 that this version was deleted, or got a delete marker as its successor."""
    return _event("Object Deleted", of, **{"deletion-type": kind})


def requested(of: Content, screening: object) -> str:
    """Our own message that this version is to be screened again."""
    detail = {"bucket": of.bucket, "key": of.key, "version_id": of.version_id}
    return json.dumps(
        {
            "source": "content-moderation",
            "detail-type": "Screening Requested",
            "detail": {**detail, "screening": screening},
        }
    )


def _event(kind: str, of: Content, **changes: object) -> str:
    item: dict[str, Any] = {"key": of.key, "size": 1, "version-id": of.version_id}
    detail = {"version": "0", "bucket": {"name": of.bucket}, "object": item, **changes}
    return json.dumps({"version": "0", "source": "aws.s3", "detail-type": kind, "detail": detail})


@dataclass
class Rig:
    """The use case and all that it speaks to; `now` is what its clock says."""

    uploads: FakeUploads = field(default_factory=FakeUploads)
    analysers: FakeAnalysers = field(default_factory=FakeAnalysers)
    contents: FakeContents = field(default_factory=FakeContents)
    policies: FakePolicies = field(default_factory=lambda: FakePolicies(shipped_policy()))
    workflow: FakeVideoWorkflow = field(default_factory=FakeVideoWorkflow)
    intake: FakeIntake = field(default_factory=FakeIntake)
    counter: FakeCounter = field(default_factory=FakeCounter)
    now: datetime = START

    def __post_init__(self) -> None:
        self.use_case = ScreenUpload(
            screening=Screening(
                uploads=self.uploads, analysers=self.analysers, counter=self.counter
            ),
            records=Records(contents=self.contents, now=lambda: self.now),
            contents=self.contents,
            policies=self.policies,
            workflow=self.workflow,
            intake=self.intake,
            counter=self.counter,
        )

    def upload(
        self, sample: str = "clean-jpeg", of: Content | None = None, **metadata: str
    ) -> Content:
        """A sample's bytes as an object; `uploader_id="u"` is the metadata `uploader-id`."""
        names = {name.replace("_", "-"): value for name, value in metadata.items()}
        return self.uploads.put(of or content(), make_sample(sample), names)

    def screen(self, sample: str = "clean-jpeg", **metadata: str) -> ContentState:
        """Uploads a sample, handles its message, and gives the state that was stored."""
        uploaded = self.upload(sample, content(), **metadata)
        self.use_case.handle(created(uploaded))
        return self.state(uploaded)

    def state(self, of: Content) -> ContentState:
        """The stored state."""
        state = self.contents.load(of.content_id)
        assert state is not None
        return state

    def history(self, of: Content) -> list[HistoryEvent]:
        """Everything that was recorded about the content."""
        return self.contents.history(of.content_id)

    def kinds(self, of: Content) -> list[EventKind]:
        """The same by kind."""
        return [event.kind for event in self.history(of)]

    def ask_again(self, of: Content) -> ContentState:
        """A person asks for another screening; its message is for the test to handle."""
        change = with_rescreen(self.state(of), who="ana", why="new policy", now=self.now)
        assert change is not None
        self.contents.save(*change)
        return self.state(of)

    def pin(self, of: Content, **decided: Any) -> ContentState:
        """A person decides; from now on machines change nothing."""
        before = self.state(of)
        self.contents.save(replace(before, write=before.write + 1, pinned=True, **decided))
        return self.state(of)
