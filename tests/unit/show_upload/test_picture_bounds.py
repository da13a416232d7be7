"""Pictures that are made to keep a decoder busy, or to break it."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lambdas.moderation.domain.errors import Permanent
from lambdas.show_upload.jpeg_parts import has_too_many_parts
from lambdas.show_upload.pictures import LONGEST_SIDE, blurred
from samples.pictures import encoded, jpeg, picture, png, png_chunk

ON_ITS_SIDE = Image.Exif()
ON_ITS_SIDE[0x0112] = 6


def progressive() -> bytes:
    return encoded(picture(160, 120), "JPEG", progressive=True)


def with_scans(more: int) -> bytes:
    """A progressive JPEG whose last scan comes so many times more."""
    whole = progressive()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * more + whole[-2:]


def with_exif_segments(number: int) -> bytes:
    """A JPEG whose EXIF comes one byte at a time."""
    whole = jpeg()
    return whole[:2] + (b"\xff\xe1\x00\x09Exif\0\0M") * number + whole[2:]


@pytest.mark.parametrize("height", [10_001, 20_000])
def test_too_many_pixels_are_told_as_such_and_not_unpacked(height: int) -> None:
    header = struct.pack(">IIBBBBB", 10_000, height, 8, 6, 0, 0, 0)
    file = png()
    with pytest.raises(Permanent, match="too many pixels"):
        blurred(file[:8] + png_chunk(b"IHDR", header) + file[33:])


def test_scans_without_end_are_not_worked_through() -> None:
    with pytest.raises(Permanent, match="too many parts"):
        blurred(with_scans(60))


def test_segments_without_end_are_not_read() -> None:
    with pytest.raises(Permanent, match="too many parts"):
        blurred(with_exif_segments(6_000))


def test_scans_behind_a_restart_count_too() -> None:
    whole = progressive()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    assert has_too_many_parts(whole[:-2] + (b"\xff\xd0" + last) * 60 + whole[-2:])


@pytest.mark.parametrize("chunk", [png_chunk(b"fcTL", b""), png_chunk(b"IHDR", b"")])
def test_a_decoder_that_stumbles_over_a_part_is_no_fault_of_ours(chunk: bytes) -> None:
    whole = png()
    with pytest.raises(Permanent, match="No preview can be made"):
        blurred(whole[:33] + chunk + whole[33:])


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\x00"])
def test_filling_without_end_is_not_read(filling: bytes) -> None:
    whole = jpeg()
    assert has_too_many_parts(whole[:2] + filling * 6_000 + whole[2:])


def test_what_comes_before_an_end_without_a_picture_counts_too() -> None:
    whole = with_exif_segments(6_000)
    assert has_too_many_parts(whole[:2] + b"\xff\xd9" + whole[2:])


@pytest.mark.parametrize(
    "data",
    [
        jpeg(),
        progressive(),
        with_scans(20),
        with_exif_segments(200),
        encoded(picture(320, 240), "JPEG", restart_marker_blocks=1),
        encoded(picture(320, 240, mode="CMYK"), "JPEG", progressive=True),
        jpeg() + b"\xff\xda\x00\x08" * 10_000,  # a motion photo's film
        png(),
        b"",
    ],
)
def test_what_cameras_and_programs_write_has_few_parts(data: bytes) -> None:
    assert not has_too_many_parts(data)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=60))
def test_any_bytes_have_some_number_of_parts(data: bytes, times: int) -> None:
    assert has_too_many_parts(b"\xff\xd8" + data * times) in {True, False}


WHOLE = [
    progressive(),
    encoded(picture(90, 60), "PNG", exif=ON_ITS_SIDE),
    encoded(picture(90, 60, mode="P"), "GIF"),
    encoded(picture(90, 60), "WEBP", exif=ON_ITS_SIDE),
]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=12),
    st.integers(0, 5_000),
)
def test_a_damaged_picture_has_a_preview_or_none_and_never_anything_else(
    whole: bytes, changes: list[tuple[int, int]], lost: int
) -> None:
    data = bytearray(whole)
    for at, value in changes:
        data[at % len(data)] = value
    try:
        shown = Image.open(io.BytesIO(blurred(bytes(data[: max(1, len(data) - lost)]))))
    except Permanent as error:
        assert error.code == "no-preview"
    else:
        assert (shown.format, shown.mode) == ("JPEG", "L")
        assert max(shown.size) <= LONGEST_SIDE
