"""The gate: an application with `s3:*` can neither tag, untag nor bring tags."""

from collections.abc import Mapping
from typing import Any

import pytest

from lambdas.moderation.domain.content import Content
from tests.e2e.pipeline.attempts import DONE, REFUSED, Attempt, all_of, outcomes
from tests.e2e.pipeline.stage import PICTURE, Stage

APPROVED = "moderation-status=approved"
TAG_SET = {"TagSet": [{"Key": "moderation-status", "Value": "approved"}]}
OTHER_TAG_SET = {"TagSet": [{"Key": "colour", "Value": "red"}]}


@pytest.fixture(scope="module")
def approved(deployed: Stage) -> Content:
    """An approved version."""
    content = deployed.upload("good.jpg", simulate="nothing")
    deployed.enforced(content)
    return content


@pytest.fixture(scope="module")
def held(deployed: Stage) -> Content:
    """A version in review."""
    content = deployed.upload("held.jpg", simulate="weapons@70")
    deployed.enforced(content)
    return content


@pytest.fixture
def own_bucket(deployed: Stage) -> str:
    """A bucket of the application's own, where everything is allowed to it."""
    return deployed.aws.bucket()


def test_nobody_tags_or_untags_what_is_there(
    stage: Stage, approved: Content, held: Content, own_bucket: str
) -> None:
    attempts = _ways_to_tag(stage, held) | _ways_to_untag(stage, approved)
    assert outcomes(attempts) == all_of(attempts, REFUSED)
    assert (stage.tag(approved), stage.tag(held)) == ("approved", "in_review")
    version = stage.app.put_object(Bucket=own_bucket, Key="k", Body=PICTURE)["VersionId"]
    own = Content(own_bucket, "k", version)
    control = _ways_to_tag(stage, own) | _ways_to_untag(stage, own)
    assert outcomes(control) == all_of(control, DONE)


@pytest.mark.parametrize("tags", [APPROVED, "colour=red"])
def test_nothing_can_be_uploaded_that_brings_tags(
    stage: Stage, approved: Content, own_bucket: str, tags: str
) -> None:
    attempts = _ways_to_upload(stage, stage.bucket, approved, tags)
    assert outcomes(attempts) == all_of(attempts, REFUSED)
    assert _versions(stage, stage.bucket, "brings-tags") == 0
    control = _ways_to_upload(stage, own_bucket, approved, tags)
    assert outcomes(control) == all_of(control, DONE)


def test_a_copy_takes_no_tags_along(stage: Stage, approved: Content, own_bucket: str) -> None:
    source = {"Bucket": own_bucket, "Key": "tagged"}
    stage.app.put_object(**source, Body=PICTURE, Tagging=APPROVED)
    attempts = {
        "of an approved version": lambda: _copy(stage, _version(approved)),
        "of a tagged object of its own": lambda: _copy(stage, source),
    }
    assert outcomes(attempts) == all_of(attempts, REFUSED)
    assert _versions(stage, stage.bucket, "copied") == 0


def test_without_tags_everything_can_be_uploaded(stage: Stage, approved: Content) -> None:
    attempts = _ways_to_upload(stage, stage.bucket, approved, "")
    assert outcomes(attempts) == all_of(attempts, DONE)
    uploads = stage.app.list_object_versions(Bucket=stage.bucket, Prefix="brings-tags")["Versions"]
    for each in uploads:
        stage.enforced(Content(stage.bucket, each["Key"], each["VersionId"]))


def _version(content: Content) -> dict[str, str]:
    return {"Bucket": content.bucket, "Key": content.key, "VersionId": content.version_id}


def _versions(stage: Stage, bucket: str, prefix: str) -> int:
    answer = stage.app.list_object_versions(Bucket=bucket, Prefix=prefix)
    return len(answer.get("Versions", []))


def _ways_to_tag(stage: Stage, content: Content) -> dict[str, Attempt]:
    app, this = stage.app, _version(content)
    latest = {"Bucket": content.bucket, "Key": content.key}
    return {
        "tag the version": lambda: app.put_object_tagging(**this, Tagging=TAG_SET),
        "tag the key": lambda: app.put_object_tagging(**latest, Tagging=TAG_SET),
        "tag with something else": lambda: app.put_object_tagging(**this, Tagging=OTHER_TAG_SET),
    }


def _ways_to_untag(stage: Stage, content: Content) -> dict[str, Attempt]:
    app, this = stage.app, _version(content)
    latest = {"Bucket": content.bucket, "Key": content.key}
    return {
        "untag the version": lambda: app.delete_object_tagging(**this),
        "untag the key": lambda: app.delete_object_tagging(**latest),
        "tag with nothing": lambda: app.put_object_tagging(**this, Tagging={"TagSet": []}),
    }


def _ways_to_upload(stage: Stage, bucket: str, source: Content, tags: str) -> dict[str, Attempt]:
    """Uploads with these tags, or with none."""
    app = stage.app
    tagging: dict[str, Any] = {"Tagging": tags} if tags else {}

    def presigned() -> int:
        this = {"Bucket": bucket, "Key": "brings-tags-presigned", **tagging}
        address = app.generate_presigned_url("put_object", Params=this)
        headers = {"x-amz-tagging": tags} if tags else {}
        return stage.aws.ask("PUT", address, PICTURE, headers)

    def multipart() -> Any:
        this = {"Bucket": bucket, "Key": "brings-tags-multipart"}
        this["UploadId"] = app.create_multipart_upload(**this, **tagging)["UploadId"]
        part = {
            "PartNumber": 1,
            "ETag": app.upload_part(**this, PartNumber=1, Body=PICTURE)["ETag"],
        }
        return app.complete_multipart_upload(**this, MultipartUpload={"Parts": [part]})

    def copy() -> Any:
        this = {"Bucket": bucket, "Key": "brings-tags-copied", "CopySource": _version(source)}
        return app.copy_object(**this, TaggingDirective="REPLACE", **tagging)

    return {
        "put": lambda: app.put_object(Bucket=bucket, Key="brings-tags", Body=PICTURE, **tagging),
        "presigned put": presigned,
        "multipart upload": multipart,
        "copy": copy,
    }


def _copy(stage: Stage, source: Mapping[str, str]) -> Any:
    """A copy as it is made by default: with its source's tags."""
    return stage.app.copy_object(Bucket=stage.bucket, Key="copied", CopySource=source)


def test_nothing_can_be_uploaded_with_a_key_that_the_pipeline_may_not_use(
    stage: Stage, own_bucket: str
) -> None:
    def attempts(bucket: str, key: str) -> dict[str, Attempt]:
        return {
            key: lambda: stage.app.put_object(
                Bucket=bucket, Key="encrypted", Body=PICTURE, ServerSideEncryption=key
            )
        }

    kms = attempts(stage.bucket, "aws:kms")
    assert outcomes(kms) == all_of(kms, REFUSED)
    assert outcomes(attempts(own_bucket, "aws:kms"))["aws:kms"] != REFUSED
    assert outcomes(attempts(stage.bucket, "AES256"))["AES256"] == DONE
