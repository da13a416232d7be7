"""What the gate promises, held against the fake and the adapter."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from lambdas.moderation.aws.gate import S3Gate
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Gone, Misconfigured
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Gate
from tests.fakes import FakeGate

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

World = tuple[Gate, Content, Callable[[Content], str]]
GONE = Content("uploads", "a.jpg", "no-such-version")


def _s3(aws: "Aws") -> World:
    bucket = aws.bucket()
    version = aws.s3.put_object(Bucket=bucket, Key="a b+ü.jpg", Body=b"1")["VersionId"]

    def tag(content: Content) -> str:
        tags = aws.s3.get_object_tagging(
            Bucket=content.bucket, Key=content.key, VersionId=content.version_id
        )["TagSet"]
        return ",".join(f"{each['Key']}={each['Value']}" for each in tags)

    return S3Gate(aws.s3), Content(bucket, "a b+ü.jpg", version), tag


def _fake() -> World:
    fake = FakeGate(missing={GONE})
    return fake, Content("uploads", "a", "v"), lambda each: f"moderation-status={fake[each]}"


@pytest.fixture(params=["fake", "s3"])
def world(request: pytest.FixtureRequest) -> World:
    return _fake() if request.param == "fake" else _s3(request.getfixturevalue("aws"))


class TestGate:
    @pytest.mark.parametrize("status", [Status.APPROVED, Status.IN_REVIEW, Status.REJECTED])
    def test_marks_a_version(self, world: World, status: Status) -> None:
        gate, content, tag = world
        gate.mark(content, status)
        assert tag(content) == f"moderation-status={status.value}"

    def test_the_last_mark_stands_alone(self, world: World) -> None:
        gate, content, tag = world
        gate.mark(content, Status.IN_REVIEW)
        gate.mark(content, Status.APPROVED)
        gate.mark(content, Status.APPROVED)
        assert tag(content) == "moderation-status=approved"

    def test_a_missing_version_is_gone(self, world: World) -> None:
        gate, content, _ = world
        missing = GONE if isinstance(gate, FakeGate) else Content(content.bucket, "b", "v")
        with pytest.raises(Gone):
            gate.mark(missing, Status.APPROVED)


def test_marks_that_version_and_no_other(aws: "Aws") -> None:
    _, older, tag = _s3(aws)
    newer = aws.s3.put_object(Bucket=older.bucket, Key=older.key, Body=b"2")["VersionId"]
    S3Gate(aws.s3).mark(older, Status.APPROVED)
    assert tag(older) == "moderation-status=approved"
    assert tag(Content(older.bucket, older.key, newer)) == ""


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("Surprise", 400)])
def test_a_refusal_is_retried_and_loud(aws: "Aws", code: str, status: int) -> None:
    with Stubber(aws.s3) as stubber:
        stubber.add_client_error("put_object_tagging", code, http_status_code=status)
        with pytest.raises(Misconfigured):
            S3Gate(aws.s3).mark(GONE, Status.APPROVED)
