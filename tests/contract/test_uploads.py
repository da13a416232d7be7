"""What reading an upload promises, held against the fake and the adapter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from lambdas.moderation.aws.uploads import S3Uploads
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone, Misconfigured, Permanent, Retryable
from lambdas.moderation.ports import Uploads
from tests.fakes import FakeUploads

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

Put = Callable[[str, bytes, Mapping[str, str]], Content]
Delete = Callable[[Content], None]
World = tuple[Uploads, Put, Delete]


def _fake() -> World:
    fake = FakeUploads()
    versions = iter(range(1000))

    def put(key: str, data: bytes, metadata: Mapping[str, str]) -> Content:
        return fake.put(Content("uploads", key, str(next(versions))), data, metadata)

    return fake, put, fake.delete


def _s3(aws: "Aws") -> World:
    bucket = aws.bucket()

    def put(key: str, data: bytes, metadata: Mapping[str, str]) -> Content:
        answer = aws.s3.put_object(Bucket=bucket, Key=key, Body=data, Metadata=metadata)
        return Content(bucket, key, answer["VersionId"])

    def delete(content: Content) -> None:
        aws.s3.delete_object(Bucket=content.bucket, Key=content.key, VersionId=content.version_id)

    return S3Uploads(aws.s3), put, delete


@pytest.fixture(params=["fake", "s3"])
def world(request: pytest.FixtureRequest) -> World:
    return _fake() if request.param == "fake" else _s3(request.getfixturevalue("aws"))


class TestUploads:
    @pytest.mark.parametrize(
        ("offset", "length", "expected"),
        [(0, 4, b"0123"), (3, 2, b"34"), (8, 100, b"89"), (0, 10, b"0123456789")],
    )
    def test_gives_the_bytes_asked_for(
        self, world: World, offset: int, length: int, expected: bytes
    ) -> None:
        uploads, put, _ = world
        stretch = uploads.read(put("a.jpg", b"0123456789", {}), offset=offset, length=length)
        assert (stretch.data, stretch.offset, stretch.size) == (expected, offset, 10)

    @pytest.mark.parametrize(("offset", "length"), [(10, 4), (99, 4), (0, 0)])
    def test_past_the_end_there_are_no_bytes_but_size_and_metadata(
        self, world: World, offset: int, length: int
    ) -> None:
        uploads, put, _ = world
        content = put("a.jpg", b"0123456789", {"reference": "7"})
        stretch = uploads.read(content, offset=offset, length=length)
        assert (stretch.data, stretch.offset, stretch.size) == (b"", offset, 10)
        assert stretch.metadata == {"reference": "7"}

    def test_an_empty_object_has_no_bytes(self, world: World) -> None:
        uploads, put, _ = world
        stretch = uploads.read(put("empty", b"", {"reference": "7"}), offset=0, length=100)
        assert (stretch.data, stretch.size) == (b"", 0)
        assert stretch.metadata == {"reference": "7"}

    def test_names_of_metadata_come_in_lower_case(self, world: World) -> None:
        uploads, put, _ = world
        content = put("a.jpg", b"1", {"Uploader-Id": "User 7"})
        assert uploads.read(content, offset=0, length=1).metadata == {"uploader-id": "User 7"}

    def test_reads_the_version_asked_for_after_an_overwrite(self, world: World) -> None:
        uploads, put, _ = world
        first, second = put("a.jpg", b"first", {}), put("a.jpg", b"second", {})
        assert uploads.read(first, offset=0, length=9).data == b"first"
        assert uploads.read(second, offset=0, length=9).data == b"second"

    @pytest.mark.parametrize("key", ["a b+c%20d.jpg", "日本/🐈", "x" * 1024, "no-extension"])
    def test_any_key_works(self, world: World, key: str) -> None:
        uploads, put, _ = world
        assert uploads.read(put(key, b"1", {}), offset=0, length=1).data == b"1"

    def test_a_deleted_version_is_gone(self, world: World) -> None:
        uploads, put, delete = world
        content = put("a.jpg", b"1", {})
        delete(content)
        with pytest.raises(Gone):
            uploads.read(content, offset=0, length=1)


class TestS3Uploads:
    def test_a_delete_marker_is_gone(self, aws: "Aws") -> None:
        bucket = aws.bucket()
        aws.s3.put_object(Bucket=bucket, Key="a", Body=b"1")
        marker = aws.s3.delete_object(Bucket=bucket, Key="a")["VersionId"]
        with pytest.raises(Gone):
            S3Uploads(aws.s3).read(Content(bucket, "a", marker), offset=0, length=1)

    def test_a_missing_bucket_is_our_set_up(self, aws: "Aws") -> None:
        with pytest.raises(Misconfigured):
            S3Uploads(aws.s3).read(Content("no-such-bucket", "a", "v"), offset=0, length=1)

    @pytest.mark.parametrize(
        ("code", "status", "kind"),
        [
            ("AccessDenied", 403, Misconfigured),
            ("InvalidObjectState", 403, Permanent),
            ("InvalidRequest", 400, Permanent),
            ("NoSuchVersion", 404, Gone),
            ("SlowDown", 503, Retryable),
        ],
    )
    def test_a_refusal_means_what_the_table_says(
        self, aws: "Aws", code: str, status: int, kind: type[Exception]
    ) -> None:
        with Stubber(aws.s3) as stubber:
            stubber.add_client_error("get_object", code, http_status_code=status)
            with pytest.raises(kind) as raised:
                S3Uploads(aws.s3).read(Content("uploads", "a", "v"), offset=0, length=1)
        assert type(raised.value) is kind

    @pytest.mark.parametrize("version", ["v", "null"])
    def test_a_server_that_ignores_the_range_is_cut_to_it(self, aws: "Aws", version: str) -> None:
        whole = {
            "Body": StreamingBody(BytesIO(b"0123456789"), 10),
            "ContentLength": 10,
            "Metadata": {"Reference": "=?UTF-8?B?w4RyZ2Vy?="},
        }
        asked = {"Bucket": "uploads", "Key": "a", "VersionId": version, "Range": "bytes=2-4"}
        with Stubber(aws.s3) as stubber:
            stubber.add_response("get_object", whole, asked)
            content = replace(Content("uploads", "a", "v"), version_id=version)
            stretch = S3Uploads(aws.s3).read(content, offset=2, length=3)
        assert (stretch.data, stretch.offset, stretch.size) == (b"234", 2, 10)
        assert stretch.metadata == {"reference": "Ärger"}

    def test_an_answer_that_breaks_off_is_retryable(self, aws: "Aws") -> None:
        broken = {
            "Body": StreamingBody(BytesIO(b"01"), 10),
            "ContentLength": 10,
            "ContentRange": "bytes 0-9/10",
            "Metadata": {},
        }
        with Stubber(aws.s3) as stubber:
            stubber.add_response("get_object", broken)
            with pytest.raises(Retryable):
                S3Uploads(aws.s3).read(Content("uploads", "a", "v"), offset=0, length=20)
