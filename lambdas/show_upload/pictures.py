"""Previews: small, grey and blurred, so that a person can brace themselves, or need not look.

Pillow decodes what strangers uploaded, so only the formats that browsers show, within bounds.
"""

import io
import warnings

from PIL import ExifTags, Image, ImageFilter

from lambdas.moderation.domain.errors import Permanent
from lambdas.show_upload.jpeg_parts import has_too_many_parts

LONGEST_SIDE = 320
_MOST_PIXELS = 100_000_000
"""10,000 a side. At most 0.8 GB are in use meanwhile for a JPEG or PNG, 1.6 GB for a WebP."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_BLURRED_PART = 24
"""The blur's radius is that part of the longer side: outlines stay, faces and details do not."""

_BEHIND = 128
_QUALITY = 60
_DEPTHS = 256  # of 16 bits, to 8 bits
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How each orientation of EXIF is made upright."""


def blurred(data: bytes) -> bytes:
    """A JPEG of at most 320 pixels a side, grey, blurred, upright, without any metadata.

    Of an animation the first picture. Raises `Permanent` (`no-preview`) whatever the bytes are, and
    takes seconds at most.
    """
    if has_too_many_parts(data):
        raise _none("It has too many parts for a preview.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about the file, and it is judged here
            return _blurred(data)
    except Permanent:
        raise
    except Image.DecompressionBombError as error:
        raise _none("It has too many pixels for a preview.") from error
    except Exception as error:  # decoders raise whatever on bytes that are no picture
        raise _none("No preview can be made of this file.") from error


def _blurred(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise _none("It has too many pixels for a preview.")
        image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        small, turn = _grey(image), _turn(image)
    upright = small if turn is None else small.transpose(turn)
    radius = max(upright.size) / _BLURRED_PART
    out = io.BytesIO()
    upright.filter(ImageFilter.GaussianBlur(radius)).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _grey(image: Image.Image) -> Image.Image:
    """Small and grey. What is transparent is a middle grey: nothing hides in black or white."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / _DEPTHS).convert("L")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    whole = image.convert("RGBA")
    behind = Image.new("L", whole.size, _BEHIND)
    behind.paste(whole.convert("L"), mask=whole.getchannel("A"))
    return behind


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How it is to be turned. EXIF that makes no sense keeps no browser from showing a picture."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # whatever that makes Pillow raise
        return None


def _none(why: str) -> Permanent:
    return Permanent(why, code="no-preview")
