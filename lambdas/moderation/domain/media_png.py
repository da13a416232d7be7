"""The pixel size of a PNG, from its first chunk (W3C PNG specification, 11.2.1 IHDR)."""

import zlib

from lambdas.moderation.domain.media_stretches import Stretches, UnreadableError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_IHDR = b"\x00\x00\x00\x0dIHDR"
_IHDR_BYTES = 25
_MOST_PIXELS = 2**31 - 1


def png_size(stretches: Stretches) -> tuple[int, int]:
    """Width and height in pixels.

    Raises `UnreadableError` unless IHDR comes first, has its 13 bytes, its check sum and a size
    that PNG allows (1 to 2,147,483,647). Interlaced and animated pictures are fine.
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
