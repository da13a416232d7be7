"""How many parts a JPEG has: a decoder goes over all of its pixels once for each scan."""

import re

_START = b"\xff\xd8"
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""Neither a byte 255 within a scan (`ff 00`) nor a restart within it (`ff d0` to `ff d7`)."""

_END, _SCAN = 0xD9, 0xDA
_WITHOUT_LENGTH = {0x01, 0xD8, _END}
_MOST_SCANS = 50
_MOST_SEGMENTS = 5_000


def has_too_many_parts(data: bytes) -> bool:
    """Whether this is a JPEG that is made to keep a decoder busy, for hours if it is large.

    A progressive one has about ten scans. What comes after its end, such as the film of a motion
    photo, does not count; and whatever is no JPEG has no such parts.
    """
    if not data.startswith(_START):
        return False
    scans, segments, at = 0, 0, len(_START)
    while found := _MARKER.search(data, at):
        code = data[found.start() + 1]
        if code == _END and scans:
            return False
        scans += code == _SCAN
        segments += 1 if scans else 1 + found.start() - at  # filling is read a byte at a time
        if scans > _MOST_SCANS or segments > _MOST_SEGMENTS:
            return True
        at = found.end()
        if code not in _WITHOUT_LENGTH:
            at += int.from_bytes(data[at : at + 2], "big")
    return False
