"""Smallest files in the boxes of MP4, written by hand."""

import struct

DAY_MS = 86_400_000


def box(name: bytes, *content: bytes) -> bytes:
    """One box."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + name + inside


def movie(
    *,
    codec: bytes = b"avc1",
    duration_ms: int = 2000,
    movie_ms: int = 0,
    fragments_ms: int | None = None,
    handler: bytes = b"vide",
    long: bool = False,
) -> bytes:
    """A video without pictures; durations of the track, of the movie, of its fragments."""
    entry = box(codec, bytes(24), struct.pack(">HH", 160, 120), bytes(50))
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        box(b"stsz", bytes(8), struct.pack(">I", 20)),
    )
    media = box(
        b"mdia",
        header(b"mdhd", duration_ms, long=long),
        box(b"hdlr", bytes(8), handler, bytes(12)),
        box(b"minf", table),
    )
    extended = (
        b""
        if fragments_ms is None
        else box(b"mvex", box(b"mehd", struct.pack(">II", 0, fragments_ms)))
    )
    moov = box(b"moov", header(b"mvhd", movie_ms, long=long), box(b"trak", media), extended)
    return box(b"ftyp", b"isom", bytes(4)) + moov + box(b"mdat", bytes(16))


def header(name: bytes, duration_ms: int, *, long: bool = False) -> bytes:
    """An `mvhd` or `mdhd` box that counts milliseconds."""
    if long:
        return box(name, b"\1\0\0\0", bytes(16), struct.pack(">IQ", 1000, duration_ms), bytes(4))
    return box(name, bytes(12), struct.pack(">II", 1000, duration_ms), bytes(4))
