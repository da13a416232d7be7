"""The pixel size of a JPEG, from its markers (ITU-T T.81, annex B)."""

import re

from lambdas.moderation.domain.media_stretches import Stretches, UnreadableError

JPEG_SIGNATURE = b"\xff\xd8\xff"

_FILL = re.compile(rb"\xff")
_NOT_FILL = re.compile(rb"[^\xff]")
_MOST_MARKERS = 1_000
_MOST_COMPONENTS = 4
_FRAME_FIXED_BYTES = 8

_START_OF_IMAGE = 0xD8
_END_OF_IMAGE = 0xD9
_START_OF_SCAN = 0xDA
_STUFFED = 0x00
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_NOT_FRAMES = {0xC4, 0xC8, 0xCC}
_FRAMES = set(range(0xC0, 0xD0)) - _NOT_FRAMES
_OTHER_SEGMENTS = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, *range(0xE0, 0xF0), 0xFE}


def jpeg_size(stretches: Stretches) -> tuple[int, int]:
    """Width and height in pixels, from the one frame header before the first scan.

    Walks the markers as the usual decoders do: fill bytes and stray bytes between segments are
    passed over, whatever segments of whatever length come first are skipped. Raises
    `UnreadableError` for no frame, more than one, one without a size (a height left to a later DNL
    marker is one) and an end before the first scan. CMYK and progressive pictures are fine. Whether
    the scan itself is whole is for Rekognition to say.
    """
    size: tuple[int, int] | None = None
    offset = 2
    for _ in range(_MOST_MARKERS):
        marker, offset = _next_marker(stretches, offset)
        if marker == _START_OF_SCAN:
            return _the_one(size)
        if marker in _WITHOUT_LENGTH or marker == _STUFFED:
            continue
        length = _segment_length(stretches, marker, offset)
        if marker in _FRAMES:
            if size:
                raise UnreadableError("has more than one frame header")
            size = _frame_size(stretches, offset, length)
        offset += length
    raise UnreadableError("has more segments than any picture needs")


def _next_marker(stretches: Stretches, offset: int) -> tuple[int, int]:
    """The next marker's code and the offset after it."""
    at = stretches.find(_NOT_FILL, stretches.find(_FILL, offset))
    return stretches.at(at, 1)[0], at + 1


def _segment_length(stretches: Stretches, marker: int, offset: int) -> int:
    if marker == _END_OF_IMAGE:
        raise UnreadableError("ends without a picture")
    if marker not in _FRAMES | _OTHER_SEGMENTS:
        raise UnreadableError("has a marker that no picture has there")
    length = int.from_bytes(stretches.at(offset, 2), "big")
    if length < len(b"\0\0"):
        raise UnreadableError("has a segment of an impossible length")
    return length


def _frame_size(stretches: Stretches, offset: int, length: int) -> tuple[int, int]:
    frame = stretches.at(offset, _FRAME_FIXED_BYTES)
    height = int.from_bytes(frame[3:5], "big")
    width = int.from_bytes(frame[5:7], "big")
    components = frame[7]
    if not 1 <= components <= _MOST_COMPONENTS or length != _FRAME_FIXED_BYTES + 3 * components:
        raise UnreadableError("has a broken frame header")
    if not (width and height):
        raise UnreadableError("does not say how wide and high it is")
    return width, height


def _the_one(size: tuple[int, int] | None) -> tuple[int, int]:
    if size is None:
        raise UnreadableError("has no frame header")
    return size
