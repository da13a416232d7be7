"""Previews are small, grey and without detail, whatever the bytes are."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat

from lambdas.moderation.domain.errors import Permanent
from lambdas.show_upload.pictures import LONGEST_SIDE, blurred
from samples import pictures


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chequered(side: int = 1000, field: int = 10) -> Image.Image:
    """Black and white fields: nothing but detail."""
    small = Image.new("L", (side // field, side // field))
    small.putdata([255 * ((x + y) % 2) for y in range(small.height) for x in range(small.width)])
    return small.resize((side, side), Image.Resampling.NEAREST)


def detail(image: Image.Image) -> float:
    """How much it differs from itself with its fine lines taken out (0-255)."""
    soft = image.filter(ImageFilter.GaussianBlur(2))
    return float(ImageStat.Stat(ImageChops.difference(image, soft)).mean[0])


@pytest.mark.parametrize(
    "data",
    [
        pictures.jpeg(800, 600),
        pictures.png(),
        pictures.animated_png(),
        pictures.encoded(pictures.picture(320, 240, mode="CMYK"), "JPEG"),
        pictures.encoded(pictures.picture(320, 240, mode="P"), "GIF"),
        pictures.encoded(pictures.picture(320, 240), "WEBP"),
        encoded(Image.new("I;16", (900, 90), 40_000), "PNG"),
        encoded(Image.new("1", (90, 900), 1), "PNG"),
        encoded(Image.new("LA", (500, 500), (7, 9)), "PNG"),
    ],
)
def test_a_preview_is_a_small_grey_jpeg(data: bytes) -> None:
    preview = blurred(data)
    image = opened(preview)
    assert (image.format, image.mode) == ("JPEG", "L")
    assert max(image.size) <= LONGEST_SIDE
    assert len(preview) < 30_000


def test_no_detail_is_left() -> None:
    before = chequered(LONGEST_SIDE)
    after = opened(blurred(encoded(before, "PNG")))
    assert detail(before) > 50
    assert detail(after) < 2


def test_what_is_large_can_still_be_made_out() -> None:
    half = Image.new("RGB", (600, 400), "white")
    half.paste("black", (0, 0, 300, 400))
    after = opened(blurred(encoded(half, "PNG")))
    left, right = after.getpixel((40, 100)), after.getpixel((280, 100))
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    assert right - left > 200


def test_nothing_that_the_file_said_of_itself_is_in_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a home address"
    data = encoded(pictures.picture(640, 480), "JPEG", exif=exif, comment=b"a secret")
    preview = blurred(data)
    assert b"address" not in preview
    assert b"secret" not in preview
    assert not opened(preview).getexif()


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = opened(blurred(encoded(pictures.picture(640, 320), "JPEG", exif=exif)))
    assert image.height > image.width


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", pictures.jpeg()[:100], b"<svg onload='x'/>", b"GIF89a" + bytes(9)],
)
def test_what_is_no_picture_has_no_preview(data: bytes) -> None:
    with pytest.raises(Permanent) as refused:
        blurred(data)
    assert refused.value.code == "no-preview"


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Permanent, match="too many pixels"):
        blurred(pictures.blank_png(10_001, 10_000))


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(min_value=0, max_value=2000))
def test_any_bytes_give_a_jpeg_or_a_refusal(noise: bytes, at: int) -> None:
    whole = pictures.jpeg(120, 90)
    for data in (noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            assert blurred(data).startswith(b"\xff\xd8")
        except Permanent as error:
            assert error.code == "no-preview"
