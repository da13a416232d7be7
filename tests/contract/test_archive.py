"""What the evidence bucket promises, held against the fake and the adapter."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws import archive as archive_module
from lambdas.moderation.aws.archive import S3Archive
from lambdas.moderation.domain.errors import Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.findings import ContentType, Evidence, Finding, Span
from lambdas.moderation.ports.video import Archive
from tests.contract.examples import CARTOON, DOG, content, evidence
from tests.fakes.archive import FakeArchive

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

World = tuple[Archive, Callable[[str], None], Callable[[str], None]]
ID = content().content_id
AT = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
FIGHT = Finding(
    "moderation_labels",
    "Physical Violence",
    97.12,
    ("Violence",),
    spans=(
        Span(1_000, 4_500, 97.12, 88.5, 60.0, (ContentType("Animated", 71.25),)),
        Span(9_000, 9_000, 61.0, 61.0, 60.0),
    ),
)
EMPTY = b'{"calls":{},"duration_ms":null,"findings":[],"model_versions":{}}'
VIDEO = Evidence(
    findings=(FIGHT, DOG, CARTOON),
    model_versions={"moderation_labels": "7.0", "labels": "3.0"},
    calls={"GetContentModeration": 12, "GetLabelDetection": 3},
    duration_ms=3_600_000,
)


def _fake() -> World:
    fake = FakeArchive()

    def delete(name: str) -> None:
        del fake.evidence[name]

    return fake, delete, fake.damaged.add


def _s3(aws: "Aws") -> World:
    bucket = aws.bucket()

    def delete(name: str) -> None:
        aws.s3.delete_object(Bucket=bucket, Key=name)

    def damage(name: str) -> None:
        body = aws.s3.get_object(Bucket=bucket, Key=name)["Body"].read()
        aws.s3.put_object(Bucket=bucket, Key=name, Body=body[:-9])

    return S3Archive(aws.s3, bucket), delete, damage


@pytest.fixture(params=["fake", "s3"])
def world(request: pytest.FixtureRequest) -> World:
    return _fake() if request.param == "fake" else _s3(request.getfixturevalue("aws"))


class TestArchive:
    @pytest.mark.parametrize("kept", [VIDEO, evidence(CARTOON, DOG), Evidence()])
    def test_what_is_kept_can_be_fetched(self, world: World, kept: Evidence) -> None:
        archive, *_ = world
        assert archive.fetch(archive.keep(ID, 1, kept, AT)) == kept

    def test_evidence_is_found_under_its_day_and_screening(self, world: World) -> None:
        archive, *_ = world
        name = f"evidence/2026/11/24/{ID}-0012.json.gz"
        assert archive.keep(ID, 12, VIDEO, AT) == name
        elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
        assert archive.keep(ID, 12, VIDEO, elsewhere) == name

    def test_keeping_again_replaces_it(self, world: World) -> None:
        archive, *_ = world
        name = archive.keep(ID, 1, VIDEO, AT)
        assert archive.keep(ID, 1, evidence(DOG), AT) == name
        assert archive.fetch(name) == evidence(DOG)

    def test_evidence_that_is_gone_is_gone_for_good(self, world: World) -> None:
        archive, delete, _ = world
        name = archive.keep(ID, 1, VIDEO, AT)
        delete(name)
        with pytest.raises(Permanent) as raised:
            archive.fetch(name)
        assert raised.value.code == "evidence-gone"

    def test_damaged_evidence_stays_damaged(self, world: World) -> None:
        archive, _, damage = world
        name = archive.keep(ID, 1, VIDEO, AT)
        damage(name)
        with pytest.raises(Permanent) as raised:
            archive.fetch(name)
        assert raised.value.code == "unreadable-evidence"

    def test_progress_is_what_was_noted_last_for_that_screening(self, world: World) -> None:
        archive, *_ = world
        archive.note(ID, 1, b"first")
        archive.note(ID, 1, b"second")
        archive.note(ID, 2, b"")
        assert [archive.noted(ID, each) for each in (1, 2, 3)] == [b"second", b"", None]


class TestS3Archive:
    def test_the_same_evidence_gives_the_same_bytes(self, aws: "Aws") -> None:
        bucket = aws.bucket()
        again = Evidence(
            VIDEO.findings,
            dict(reversed(list(VIDEO.model_versions.items()))),
            dict(reversed(list(VIDEO.calls.items()))),
            VIDEO.duration_ms,
        )
        archive = S3Archive(aws.s3, bucket)
        bodies = set()
        for each in (VIDEO, again):
            name = archive.keep(ID, 1, each, AT)
            bodies.add(aws.s3.get_object(Bucket=bucket, Key=name)["Body"].read())
        assert len(bodies) == 1
        assert bodies.pop()[4:8] == bytes(4), "the time in gzip's header"

    def test_anything_that_reads_gzipped_json_can_read_it(self, aws: "Aws") -> None:
        bucket = aws.bucket()
        name = S3Archive(aws.s3, bucket).keep(ID, 1, VIDEO, AT)
        told = aws.s3.get_object(Bucket=bucket, Key=name)
        assert (told["ContentType"], told["ContentEncoding"]) == ("application/json", "gzip")
        plain = json.loads(gzip.decompress(told["Body"].read()))
        assert plain["duration_ms"] == 3_600_000
        assert plain["findings"][0][:3] == ["moderation_labels", "Physical Violence", 97.12]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not gzip",
            gzip.compress(b"not JSON"),
            gzip.compress(b"[]"),
            gzip.compress(b'{"findings": []}'),
            gzip.compress(b"[" * 100_000),
            gzip.compress(EMPTY) + b"more",
            gzip.compress(EMPTY) + gzip.compress(EMPTY),
            gzip.compress(
                b'{"findings":[["a"]],"model_versions":{},"calls":{},"duration_ms":null}'
            ),
        ],
        ids=lambda body: f"{len(body)}-bytes",  # gzip notes the time: two workers would differ
    )
    def test_what_is_no_evidence_is_refused(self, aws: "Aws", body: bytes) -> None:
        bucket = aws.bucket()
        aws.s3.put_object(Bucket=bucket, Key="evidence/x.json.gz", Body=body)
        with pytest.raises(Permanent) as raised:
            S3Archive(aws.s3, bucket).fetch("evidence/x.json.gz")
        assert raised.value.code == "unreadable-evidence"

    def test_what_would_fill_the_memory_is_refused(
        self, aws: "Aws", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive_module, "_MOST_BYTES", 1_000)
        archive = S3Archive(aws.s3, aws.bucket())
        archive.note(ID, 1, b"x" * 999)
        archive.note(ID, 2, b"x" * 1_001)
        assert [archive.noted(ID, each) for each in (1, 2)] == [b"x" * 999, None]

    def test_damaged_progress_is_as_good_as_none(self, aws: "Aws") -> None:
        bucket = aws.bucket()
        aws.s3.put_object(Bucket=bucket, Key=f"progress/{ID}-0001.json.gz", Body=b"damaged")
        assert S3Archive(aws.s3, bucket).noted(ID, 1) is None

    def test_a_missing_bucket_or_permission_is_our_set_up(self, aws: "Aws") -> None:
        archive = S3Archive(aws.s3, "no-such-bucket")
        with pytest.raises(Misconfigured):
            archive.keep(ID, 1, VIDEO, AT)
        with pytest.raises(Misconfigured):
            archive.noted(ID, 1)
        for operation in ("put_object", "get_object"):
            with Stubber(aws.s3) as stubber:
                stubber.add_client_error(operation, "AccessDenied", http_status_code=403)
                with pytest.raises(Misconfigured):
                    archive.note(ID, 1, b"") if operation == "put_object" else archive.noted(ID, 1)

    def test_an_answer_that_breaks_off_is_asked_for_again_later(self, aws: "Aws") -> None:
        broken = {"Body": StreamingBody(BytesIO(b"01"), 10), "ContentLength": 10}
        with Stubber(aws.s3) as stubber:
            stubber.add_response("get_object", broken)
            with pytest.raises(Retryable) as raised:
                S3Archive(aws.s3, "evidence").fetch("evidence/x.json.gz")
        assert type(raised.value) is Retryable

    @given(progress=st.binary(max_size=2_000))
    def test_any_progress_comes_back_as_it_was(self, archive: S3Archive, progress: bytes) -> None:
        archive.note(ID, 1, progress)
        assert archive.noted(ID, 1) == progress


@pytest.fixture(scope="module")
def archive(aws: "Aws") -> S3Archive:
    return S3Archive(aws.s3, aws.bucket())
