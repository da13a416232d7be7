"""Draws the sample pictures: the same bytes every time for the same arguments."""

import colorsys
import io
import random
import struct
import zlib

from PIL import Image, ImageDraw

JPEG_START = b"\xff\xd8"
_APP2 = b"\xff\xe2"
_MOST_SEGMENT_BYTES = 65_533


def picture(width: int, height: int, *, seed: int = 0, mode: str = "RGB") -> Image.Image:
    """A sky, a ground and a few shapes; another `seed` gives another picture."""
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    sky = Image.linear_gradient("L").resize((width, height))
    canvas = Image.merge(
        "RGB", (sky.point(lambda v: v // 2), sky, sky.point(lambda v: 255 - v // 4))
    )
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, height * 2 // 3, width, height), fill=_colour(dice))
    for _ in range(6):
        left, top = dice.randrange(width), dice.randrange(height)
        box = (left, top, left + width // 5, top + height // 5)
        shape = draw.ellipse if dice.random() < 1 / 2 else draw.rectangle
        shape(box, fill=_colour(dice))
    return canvas.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file; `kind` and `options` are Pillow's (`JPEG`, `PNG`, `WEBP` …)."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 320, height: int = 240, *, seed: int = 0) -> bytes:
    """A baseline JPEG, a few kilobytes."""
    return encoded(picture(width, height, seed=seed), "JPEG", quality=85)


def png(width: int = 320, height: int = 240, *, seed: int = 0) -> bytes:
    """A PNG in true colour, a few kilobytes."""
    return encoded(picture(width, height, seed=seed), "PNG")


def animated_png(width: int = 160, height: int = 120) -> bytes:
    """A PNG that viewers play: two pictures, a second each (its `acTL` chunk says so)."""
    first, second = picture(width, height), picture(width, height, seed=2)
    return encoded(first, "PNG", save_all=True, append_images=[second], duration=1_000)


def with_segments(jpeg_file: bytes, size: int) -> bytes:
    """The same JPEG with `size` bytes of colour-profile-like segments before its frame header."""
    segments = b"".join(
        _APP2 + struct.pack(">H", length + 2) + bytes(length)
        for length in _pieces(size, _MOST_SEGMENT_BYTES)
    )
    return JPEG_START + segments + jpeg_file[len(JPEG_START) :]


def blank_png(width: int, height: int) -> bytes:
    """A whole one-bit PNG of any size in a few bytes to a few kilobytes."""
    row = bytes(1 + (width + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * height, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, data) for kind, data in chunks)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG, with its length and check sum."""
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def file_type_box(major: str, *compatible: str) -> bytes:
    """How an MP4, QuickTime, HEIC or AVIF file begins: its brands, and an empty `mdat` box."""
    brands = major.encode() + bytes(4) + b"".join(brand.encode() for brand in compatible)
    return struct.pack(">I", len(brands) + 8) + b"ftyp" + brands + struct.pack(">I", 8) + b"mdat"


def _pieces(size: int, most: int) -> list[int]:
    whole, rest = divmod(size, most)
    return [most] * whole + ([rest] if rest else [])


def _colour(dice: random.Random) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(dice.random(), 0.6, 0.9)
    return int(red * 255), int(green * 255), int(blue * 255)
