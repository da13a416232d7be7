"""What a stored file is as a video, read from its real bytes: codec, duration, size, rate.

Only the boxes of MP4 and QuickTime (ISO/IEC 14496-12) are read; nothing is decoded. This is
deliberately not the pipeline's own reader, so that a mistake there shows. Work is bounded: boxes
are walked without copying, and never more than a few thousand of them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

UNSUPPORTED = "Unsupported codec/format."
"""The service's own words (a reported job of aws-samples/amazon-rekognition-video-analyzer)."""

CORRUPT = "Video file is corrupt."
"""The stand-in's words: those of the service for this case are not documented."""

_H264 = frozenset({b"avc1", b"avc3"})

_FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_MOST_BOXES = 4096
_HEADER, _LARGE_HEADER = 8, 16
_TO_END, _LARGE = 0, 1
_NO_DURATION = {0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}


class UnreadableVideoError(Exception):
    """A file in which the service would find no video; the message is the job's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """An H.264 video. `frame_rate` is frames a second, 0 where the file does not say."""

    duration_ms: int
    width: int
    height: int
    frame_rate: float


def read_movie(data: bytes) -> Movie:
    """The H.264 video in a file's bytes. Raises `UnreadableVideoError` and nothing else.

    A fragmented file that does not say its duration in its header counts as unreadable.
    """
    try:
        return _read(memoryview(data))
    except (struct.error, IndexError) as error:
        raise UnreadableVideoError(CORRUPT) from error


def _read(data: memoryview) -> Movie:
    if bytes(data[4:8]) not in _FIRST_BOXES:
        raise UnreadableVideoError(UNSUPPORTED)
    movie = dict(_boxes(data)).get(b"moov")  # all of them: a file may break off behind it
    if movie is None:
        raise UnreadableVideoError(CORRUPT)
    track = next((each for each in _all(movie, b"trak") if _handler(each) == b"vide"), None)
    if track is None:
        raise UnreadableVideoError(UNSUPPORTED)
    samples = _inside(track, b"mdia", b"minf", b"stbl")
    entry = _one(samples, b"stsd")[8:]
    if bytes(entry[4:8]) not in _H264:
        raise UnreadableVideoError(UNSUPPORTED)
    duration_ms = _duration_ms(movie, track)
    width, height = struct.unpack_from(">HH", entry, 32)
    frames = struct.unpack_from(">I", _one(samples, b"stsz"), 8)[0]
    return Movie(
        duration_ms=duration_ms, width=width, height=height, frame_rate=frames * 1000 / duration_ms
    )


def _duration_ms(movie: memoryview, track: memoryview) -> int:
    """The track's own duration, else the movie's, else that of its fragments' header."""
    header = _one(movie, b"mvhd")
    scale, whole = _times(header)
    own_scale, own = _times(_inside(track, b"mdia", b"mdhd"))
    if own not in _NO_DURATION and own_scale:
        return _milliseconds(own, own_scale)
    extended = dict(_boxes(dict(_boxes(movie)).get(b"mvex", memoryview(b"")))).get(b"mehd")
    if whole in _NO_DURATION and extended is not None:
        whole = struct.unpack_from(">Q" if extended[0] else ">I", extended, 4)[0]
    if whole in _NO_DURATION or not scale:
        raise UnreadableVideoError(CORRUPT)
    return _milliseconds(whole, scale)


def _milliseconds(duration: int, scale: int) -> int:
    return max(1, duration * 1000 // scale)


def _times(header: memoryview) -> tuple[int, int]:
    """Time scale and duration of an `mvhd` or `mdhd` box of either version."""
    scale, duration = struct.unpack_from(
        *((">IQ", header, 20) if header[0] else (">II", header, 12))
    )
    return scale, duration


def _handler(track: memoryview) -> bytes:
    return bytes(_inside(track, b"mdia", b"hdlr")[8:12])


def _inside(box: memoryview, *path: bytes) -> memoryview:
    for name in path:
        box = _one(box, name)
    return box


def _one(box: memoryview, name: bytes) -> memoryview:
    found = next(_all(box, name), None)
    if found is None:
        raise UnreadableVideoError(CORRUPT)
    return found


def _all(box: memoryview, name: bytes) -> Iterator[memoryview]:
    return (content for each, content in _boxes(box) if each == name)


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Type and content of each box, in order. What does not fit in its parent is corrupt."""
    start = 0
    for _ in range(_MOST_BOXES):
        if len(data) - start < _HEADER:
            return
        size, name = struct.unpack_from(">I4s", data, start)
        head = _HEADER
        if size == _LARGE:
            size, head = struct.unpack_from(">Q", data, start + _HEADER)[0], _LARGE_HEADER
        elif size == _TO_END:
            size = len(data) - start
        if size < head or start + size > len(data):
            raise UnreadableVideoError(CORRUPT)
        yield name, data[start + head : start + size]
        start += size
