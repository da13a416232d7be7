"""Previews: small, grey and blurred, so that a person can brace themselves, or need not look.

Pillow decodes what strangers uploaded, so only the formats that browsers show, within bounds.
"""

import io
import warnings

from PIL import ExifTags, Image, ImageFilter

from lambdas.moderation.domain.errors import Permanent

LONGEST_SIDE = 320
_MOST_PIXELS = 100_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_BLURRED_PART = 24
"""The blur's radius is that part of the longer side: outlines stay, faces and details do not."""

_BEHIND = 128
_QUALITY = 60
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

    Of an animation the first picture. Raises `Permanent` (`no-preview`) whatever the bytes are.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            return _blurred(data)
    except Permanent:
        raise
    except Exception as error:  # decoders raise whatever on bytes that are no picture
        raise Permanent("No preview can be made of this file.", code="no-preview") from error


def _blurred(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise Permanent("It has too many pixels for a preview.", code="no-preview")
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        small = _grey(image)
    upright = small if turn is None else small.transpose(turn)
    radius = max(upright.size) / _BLURRED_PART
    out = io.BytesIO()
    upright.filter(ImageFilter.GaussianBlur(radius)).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _grey(image: Image.Image) -> Image.Image:
    """Grey, with what is transparent in a middle grey, so that nothing hides in black or white."""
    whole = image.convert("RGBA")
    behind = Image.new("L", whole.size, _BEHIND)
    behind.paste(whole.convert("L"), mask=whole.getchannel("A"))
    return behind
