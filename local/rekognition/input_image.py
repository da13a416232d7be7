"""The picture of a request: its bytes, or an object version read with the caller's permissions."""

import re
from collections.abc import Mapping

from local.cloud.caller import Caller, ReadRefused
from local.rekognition.model import Document
from local.rekognition.picture import MOST_BYTES_IN_REQUEST, MOST_BYTES_IN_S3, check_picture
from local.rekognition.refusals import Refusal, invalid_parameters
from local.rekognition.sight import Sight
from local.rekognition.simulate import sight_of

LOCAL_REGION = "us-east-1"

_CREDENTIAL_REGION = re.compile(r"Credential=[^/,\s]+/\d{8}/([^/,\s]+)/")


def region_of(headers: Mapping[str, str]) -> str:
    """The Region that a request was signed for; the local cloud's where it cannot be told."""
    signed = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    found = _CREDENTIAL_REGION.search(signed)
    return found.group(1) if found else LOCAL_REGION


def look_at(image: Document, *, caller: Caller, region: str) -> Sight:
    """What the script says of the picture. Raises the `Refusal` the service would answer.

    Bytes in the request carry no script: nothing is found in them.
    """
    data, reference = image.get("Bytes"), image.get("S3Object")
    if (data is None) == (reference is None):
        raise invalid_parameters("Image takes either Bytes or S3Object.")
    if reference is None:
        check_picture(data or b"", most_bytes=MOST_BYTES_IN_REQUEST)
        return Sight()
    return _look_in_s3(reference, caller, region)


def _look_in_s3(reference: Document, caller: Caller, region: str) -> Sight:
    if not {"Bucket", "Name"} <= reference.keys():
        raise invalid_parameters("S3Object takes Bucket and Name.")
    if region != LOCAL_REGION:
        raise Refusal("InvalidS3ObjectException")
    key = reference["Name"]
    stored = caller.read_object(reference["Bucket"], key, reference.get("Version"))
    if isinstance(stored, ReadRefused):
        raise Refusal("InvalidS3ObjectException")
    check_picture(stored.data, most_bytes=MOST_BYTES_IN_S3)
    return sight_of(stored.metadata, key)
