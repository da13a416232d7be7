"""What is looked at in these tests: a street with stalls, and its blurred preview."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

BOXES = [{"left": 0.395, "top": 0.53, "width": 0.21, "height": 0.16}]
"""Where the toy on the table is."""

_SIZE = (960, 640)


@cache
def original() -> bytes:
    """A picture of a flea market: a table with things on it."""
    return _jpeg(_market())


@cache
def preview() -> bytes:
    """The same, small, grey and blurred."""
    small = _market().convert("L").resize((240, 160))
    return _jpeg(small.filter(ImageFilter.GaussianBlur(5)))


def _market() -> Image.Image:
    width, height = _SIZE
    sky = Image.linear_gradient("L").resize(_SIZE)
    picture = Image.merge(
        "RGB",
        (
            sky.point(lambda v: 150 + v // 3),
            sky.point(lambda v: 190 + v // 5),
            sky.point(lambda v: 225 - v // 8),
        ),
    )
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(["#c98b6b", "#d9b38c", "#b5735a", "#cfa27a", "#bb8060"]):
        left = place * width // 5
        draw.rectangle((left, 130 + 24 * (place % 3), left + width // 5, 470), fill=colour)
        for row in range(3):
            for column in range(2):
                x, y = left + 36 + column * 80, 190 + row * 80
                draw.rectangle((x, y, x + 36, y + 46), fill="#5d6f80")
    draw.rectangle((0, 470, width, height), fill="#8b8f86")
    draw.polygon([(150, 460), (810, 460), (880, 560), (80, 560)], fill="#7d5a3c")
    for leg in (110, 830):
        draw.rectangle((leg, 556, leg + 20, height), fill="#5c4029")
    draw.ellipse((210, 360, 300, 476), fill="#3f7f8c")
    draw.rectangle((660, 380, 760, 474), fill="#b9443c")
    draw.rectangle((672, 394, 748, 420), fill="#efe6d2")
    draw.rectangle((390, 356, 570, 388), fill="#e8762c")
    draw.polygon([(400, 384), (446, 384), (428, 438), (384, 438)], fill="#2f9e58")
    draw.ellipse((448, 384, 486, 416), outline="#2f9e58", width=7)
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
