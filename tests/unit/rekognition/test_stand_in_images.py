"""What the stand-in answers and refuses, from the picture's real bytes."""

import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.cloud.caller import ReadRefused
from local.rekognition.picture import MOST_BYTES_IN_S3, check_picture
from local.rekognition.refusals import Refusal
from tests.unit.rekognition.callers import BUCKET, PICTURE, Client, code_of, found, in_s3, picture


def _png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 0) + b"IDAT" + b"\x35\xaf\x06\x1e"


def _code(data: bytes) -> str:
    client = Client()
    client.caller.put("a.jpg", data)
    return code_of(client.moderation("a.jpg"))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_jpeg_and_png_are_looked_at(form: str) -> None:
    assert _code(picture(80, 80, form)) == ""


@pytest.mark.parametrize("form", ["GIF", "WEBP", "BMP", "TIFF"])
def test_other_formats_are_refused(form: str) -> None:
    assert _code(picture(form=form)) == "InvalidImageFormatException"


@pytest.mark.parametrize(
    "data", [b"", b"hello", PICTURE[:20], b"\xff\xd8\xff\xe0", PICTURE[:2] + b"\0" * 300]
)
def test_broken_files_are_refused(data: bytes) -> None:
    assert _code(data) == "InvalidImageFormatException"


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (80, 80, ""),
        (79, 500, "InvalidParameterException"),
        (500, 79, "InvalidParameterException"),
        (10_000, 10_000, ""),
        (10_001, 100, "ImageTooLargeException"),
        (100, 10_001, "ImageTooLargeException"),
        (2**31 - 1, 2**31 - 1, "ImageTooLargeException"),
    ],
)
def test_pixels_decide(width: int, height: int, code: str) -> None:
    assert _code(_png_header(width, height)) == code


def test_an_object_may_have_15_megabytes_and_no_more() -> None:
    padded = PICTURE + b"\0" * (MOST_BYTES_IN_S3 - len(PICTURE))
    assert _code(padded) == ""
    assert _code(padded + b"\0") == "ImageTooLargeException"


def test_bytes_in_the_request_may_be_5_megabytes_and_find_nothing() -> None:
    padded = PICTURE + b"\0" * (5_242_880 - len(PICTURE))
    answer = Client().call("DetectModerationLabels", {"Image": {"Bytes": padded}})
    assert found(answer) == {}
    too_large = Client().call("DetectModerationLabels", {"Image": {"Bytes": padded + b"\0"}})
    assert code_of(too_large) == "ImageTooLargeException"


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, len(PICTURE)), st.sampled_from(["JPEG", "PNG"]))
def test_no_bytes_make_it_crash(noise: bytes, at: int, form: str) -> None:
    whole = picture(form=form)
    for data in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            check_picture(data, most_bytes=MOST_BYTES_IN_S3)
        except Refusal as refusal:
            assert refusal.code.endswith("Exception")


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "NoSuchKey", "NoSuchVersion"])
def test_an_object_that_the_caller_cannot_read_is_an_invalid_s3_object(code: str) -> None:
    client = Client()
    client.caller.objects[BUCKET, "a.jpg", None] = ReadRefused(code)
    answer = client.moderation("a.jpg")
    assert answer["Error"] == {
        "Code": "InvalidS3ObjectException",
        "Message": "Unable to get object metadata from S3. "
        "Check object key, region and/or access permissions.",
    }
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_call_to_another_region_does_not_find_the_object() -> None:
    client = Client(region="eu-west-1")
    client.caller.put("a.jpg")
    assert code_of(client.moderation("a.jpg")) == "InvalidS3ObjectException"


def test_exactly_the_version_asked_for_is_looked_at() -> None:
    client = Client()
    client.caller.put("a.jpg", metadata={"simulate": "weapons"}, version_id="1")
    client.caller.put("a.jpg", metadata={"simulate": "gambling"}, version_id="2")
    image = {"Image": in_s3("a.jpg", "1")}
    assert "Weapons" in found(client.call("DetectModerationLabels", image))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, {"Weapons", "Violence"}),
        ({"MinConfidence": 30.0}, {"Weapons", "Violence", "Gambling"}),
        ({"MinConfidence": 50.1}, set()),
    ],
)
def test_moderation_labels_from_min_confidence_on(
    parameters: dict[str, Any], expected: set[str]
) -> None:
    client = Client()
    client.caller.put("weapons@50,gambling@30,animated@20.jpg")
    answer = client.moderation("weapons@50,gambling@30,animated@20.jpg", **parameters)
    assert set(found(answer)) == expected
    assert answer["ContentTypes"] == [{"Name": "Animated", "Confidence": 20.0}]
    assert answer["ModerationModelVersion"] == "7.0"


def _general(*names: str) -> dict[str, Any]:
    return {"Settings": {"GeneralLabels": {names[0]: list(names[1:])}}}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["Car", "Transportation", "Vehicle", "Fire"]),
        ({"MaxLabels": 1}, ["Car"]),
        ({"MinConfidence": 95.0}, []),
        ({"MinConfidence": 20.0}, ["Car", "Transportation", "Vehicle", "Fire", "Red Panda"]),
        (_general("LabelInclusionFilters", "Fire"), ["Fire"]),
        (_general("LabelExclusionFilters", "Fire", "Vehicle"), ["Car", "Transportation"]),
        (_general("LabelCategoryInclusionFilters", "Nature and Outdoors"), ["Fire"]),
        (_general("LabelCategoryExclusionFilters", "Vehicles and Automotive"), ["Fire"]),
    ],
)
def test_labels_are_limited_as_asked(parameters: dict[str, Any], expected: list[str]) -> None:
    client = Client()
    client.caller.put("label:car@90,label:fire@55,label:red-panda@54.jpg")
    answer = client.labels("label:car@90,label:fire@55,label:red-panda@54.jpg", **parameters)
    assert list(found(answer)) == expected
