"""The gate: what is not approved is read by nobody, in no way, at no moment."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from lambdas.moderation.domain.content import Content
from samples.pictures import jpeg
from tests.e2e.pipeline.attempts import DONE, REFUSED, Attempt, all_of, outcomes
from tests.e2e.pipeline.stage import PICTURE, Stage
from tests.e2e.video.screening import VIDEO_SECONDS, upload_video

BAD_PICTURE = jpeg(210, 160)
SIMULATED = {"approved": "nothing", "in_review": "weapons@70", "rejected": "weapons@99"}


@pytest.fixture(scope="module")
def versions(deployed: Stage) -> Mapping[str, Content]:
    """A version of each kind, under keys of their own; and an old one below an approved one."""
    uploads = {
        **{name: deployed.upload(f"{name}.jpg", simulate=it) for name, it in SIMULATED.items()},
        "untagged": deployed.upload("untagged.jpg", simulate="nothing"),
        "older": deployed.upload("overwritten.jpg", simulate="weapons@70"),
        "newer": deployed.upload("overwritten.jpg", simulate="nothing"),
        "video": upload_video(deployed, "held.mp4", simulate="weapons@70[0-2]"),
    }
    for content in uploads.values():
        deployed.enforced(content, seconds=VIDEO_SECONDS)
    untagged = uploads["untagged"]
    # The gate knows no more of a version that was never tagged; root stands above the gate here.
    deployed.aws.client("s3").delete_object_tagging(
        Bucket=untagged.bucket, Key=untagged.key, VersionId=untagged.version_id
    )
    assert deployed.tag(untagged) is None
    return uploads


@pytest.fixture(scope="module")
def own_bucket(deployed: Stage) -> str:
    """A bucket where nothing keeps the application from doing what it likes."""
    return deployed.aws.bucket()


@pytest.mark.parametrize("kind", ["in_review", "rejected", "untagged", "video"])
def test_what_is_not_approved_can_be_read_in_no_way(
    stage: Stage, versions: Mapping[str, Content], own_bucket: str, kind: str
) -> None:
    this = _version(versions[kind])
    latest = {"Bucket": this["Bucket"], "Key": this["Key"]}
    for which in (this, latest):
        ways = _ways_to_read(stage, which, own_bucket)
        assert outcomes(ways) == all_of(ways, REFUSED)


def test_an_unapproved_version_below_an_approved_one_can_be_read_in_no_way(
    stage: Stage, versions: Mapping[str, Content], own_bucket: str
) -> None:
    ways = _ways_to_read(stage, _version(versions["older"]), own_bucket)
    assert outcomes(ways) == all_of(ways, REFUSED)


@pytest.mark.parametrize("kind", ["approved", "newer"])
def test_what_is_approved_can_be_read_in_every_way(
    stage: Stage, versions: Mapping[str, Content], own_bucket: str, kind: str
) -> None:
    this = _version(versions[kind])
    latest = {"Bucket": this["Bucket"], "Key": this["Key"]}
    for which in (this, latest):
        ways = _ways_to_read(stage, which, own_bucket)
        assert outcomes(ways) == all_of(ways, DONE)


def test_nobody_without_a_signature_reads_even_what_is_approved(
    stage: Stage, versions: Mapping[str, Content]
) -> None:
    signed = stage.app.generate_presigned_url("get_object", Params=_version(versions["approved"]))
    unsigned = f"{signed.partition('?')[0]}?versionId={versions['approved'].version_id}"
    assert stage.aws.ask("GET", unsigned, b"", {}) == 403


def test_overwriting_an_approved_key_with_something_bad_never_serves_it(stage: Stage) -> None:
    good = stage.upload("profile.jpg", PICTURE, simulate="nothing")
    stage.enforced(good)
    stage.door.post("rekognition", {"delay_seconds": 0.5})
    before, after = [_read_latest(stage, good)], []
    with ThreadPoolExecutor(1) as pool:
        overwriting = pool.submit(stage.upload, good.key, BAD_PICTURE, simulate="weapons@99")
        while not overwriting.done():
            before.append(_read_latest(stage, good))
    bad = overwriting.result()
    while not (state := stage.state(bad)) or not state.enforced:
        after.append(_read_latest(stage, good))
    after.append(_read_latest(stage, good))
    assert before[0] == PICTURE
    assert set(before) <= {PICTURE, None}
    assert set(after) == {None}
    assert stage.reads(good) == 200


def test_overwriting_with_something_good_serves_it_and_never_the_bad_version_between(
    stage: Stage,
) -> None:
    bad = stage.upload("banner.jpg", BAD_PICTURE, simulate="weapons@99")
    good = stage.upload("banner.jpg", PICTURE, simulate="nothing")
    stage.enforced(bad)
    stage.enforced(good)
    assert _read_latest(stage, good) == PICTURE
    assert stage.reads(bad) == 403


def _version(content: Content) -> dict[str, str]:
    return {"Bucket": content.bucket, "Key": content.key, "VersionId": content.version_id}


def _read_latest(stage: Stage, content: Content) -> bytes | None:
    """What the key serves, None if it is refused."""
    try:
        answer = stage.app.get_object(Bucket=content.bucket, Key=content.key)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "AccessDenied"
        return None
    with answer["Body"] as body:
        read: bytes = body.read()
    return read


def _ways_to_read(stage: Stage, this: Mapping[str, str], own_bucket: str) -> dict[str, Attempt]:
    """Every way to the bytes, or a checksum of them, for an application with `s3:*`."""
    app, bucket = stage.app, this["Bucket"]

    def presigned(method: str) -> int:
        address = app.generate_presigned_url(f"{method.lower()}_object", Params=this)
        return stage.aws.ask(method, address, b"", {})

    def copy(to: str) -> object:
        # Without its tags, which the gate refuses for another reason.
        return app.copy_object(Bucket=to, Key="copy", CopySource=this, TaggingDirective="REPLACE")

    def copy_part(to: str) -> object:
        upload = app.create_multipart_upload(Bucket=to, Key="copy")["UploadId"]
        part = {"Bucket": to, "Key": "copy", "UploadId": upload}
        try:
            return app.upload_part_copy(**part, PartNumber=1, CopySource=this)
        finally:
            app.abort_multipart_upload(**part)

    return {
        "GET": lambda: app.get_object(**this),
        "HEAD": lambda: app.head_object(**this),
        "Range": lambda: app.get_object(**this, Range="bytes=0-9"),
        "conditional": lambda: app.get_object(**this, IfUnmodifiedSince="2100-01-01T00:00:00Z"),
        "presigned GET": lambda: presigned("GET"),
        "presigned HEAD": lambda: presigned("HEAD"),
        "copy to its own bucket": lambda: copy(own_bucket),
        "copy in the bucket": lambda: copy(bucket),
        "copy as a part to its own bucket": lambda: copy_part(own_bucket),
        "copy as a part in the bucket": lambda: copy_part(bucket),
        "attributes": lambda: app.get_object_attributes(
            **this, ObjectAttributes=["ETag", "Checksum", "ObjectSize"]
        ),
    }
