"""The pixel size of a PNG, and whether it is animated (W3C PNG specification, 5.3 and 11)."""

import zlib

from lambdas.moderation.domain.media_stretches import Stretches, UnreadableError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_IHDR = b"\x00\x00\x00\x0dIHDR"
_IHDR_BYTES = 25
_MOST_PIXELS = 2**31 - 1
_MOST_CHUNKS = 1_000
_LENGTH_AND_KIND_BYTES = 8
_CHECK_SUM_BYTES = 4


def png_size(stretches: Stretches) -> tuple[int, int]:
    """Width and height in pixels.

    Raises `UnreadableError` unless IHDR comes first, has its 13 bytes, its check sum and a size
    that PNG allows (1 to 2,147,483,647). Interlaced pictures are fine.
    """
    chunk = stretches.at(len(PNG_SIGNATURE), _IHDR_BYTES)
    if not chunk.startswith(_IHDR):
        raise UnreadableError("does not begin with its header chunk")
    if zlib.crc32(chunk[4:21]) != int.from_bytes(chunk[21:25], "big"):
        raise UnreadableError("has a header whose check sum is wrong")
    width = int.from_bytes(chunk[8:12], "big")
    height = int.from_bytes(chunk[12:16], "big")
    if not (1 <= width <= _MOST_PIXELS and 1 <= height <= _MOST_PIXELS):
        raise UnreadableError("does not say how wide and high it is")
    return width, height


def is_animated_png(stretches: Stretches) -> bool:
    """Whether viewers play it: an `acTL` chunk stands before the first `IDAT` (11.3.6.1).

    Whatever that chunk says, and whether or not its check sum is right, it counts. Walks over at
    most 1,000 chunks; raises `UnreadableError` for more, and where no `IDAT` comes.
    """
    offset = len(PNG_SIGNATURE) + _IHDR_BYTES
    for _ in range(_MOST_CHUNKS):
        start = stretches.at(offset, _LENGTH_AND_KIND_BYTES)
        length, kind = int.from_bytes(start[:4], "big"), start[4:]
        if kind in {b"acTL", b"IDAT"}:
            return kind == b"acTL"
        offset += _LENGTH_AND_KIND_BYTES + length + _CHECK_SUM_BYTES
    raise UnreadableError("has more chunks than any picture needs")
