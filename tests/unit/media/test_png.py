"""A PNG's size is in its first chunk, or the PNG is damaged; an animated one is refused."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.media import Picture, Refusal
from samples import pictures
from tests.unit.media.reading import Reader, code_of, look_at

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


_PLAYED = pictures.png_chunk(b"acTL", struct.pack(">II", 2, 0))
_PIXELS = pictures.png_chunk(b"IDAT", b"")


def _header(width: int, height: int) -> bytes:
    data = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _SIGNATURE + pictures.png_chunk(b"IHDR", data)


def _with_header(width: int, height: int) -> bytes:
    return _header(width, height) + _PIXELS


def _with_chunks(*chunks: bytes) -> bytes:
    """A PNG with these chunks after its header."""
    return _header(100, 100) + b"".join(chunks)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "I;16"])
def test_the_size_of_a_real_png_is_found(mode: str) -> None:
    image = pictures.picture(123, 456).convert("L" if mode == "I;16" else mode).convert(mode)
    assert look_at(pictures.encoded(image, "PNG")) == Picture(MediaType.PNG, 123, 456)


@given(st.integers(1, 12_000), st.integers(1, 12_000))
def test_any_size_is_judged_by_the_limits(width: int, height: int) -> None:
    answer = look_at(_with_header(width, height))
    if min(width, height) >= 80 and max(width, height) <= 10_000:
        assert answer == Picture(MediaType.PNG, width, height)
    else:
        assert isinstance(answer, Refusal)
        code = "too-many-pixels" if max(width, height) > 10_000 else "too-small"
        assert answer.code == code
        assert f"{width:,} x {height:,}" in answer.text


@pytest.mark.parametrize(("width", "height"), [(0, 100), (100, 0), (2**31, 100), (100, 2**32 - 1)])
def test_a_size_that_png_does_not_allow_is_damage(width: int, height: int) -> None:
    assert code_of(_with_header(width, height)) == "corrupt"


def test_a_wrong_check_sum_is_damage() -> None:
    whole = bytearray(_header(100, 100))
    whole[-1] ^= 1
    assert code_of(bytes(whole) + _PIXELS) == "corrupt"


def test_another_chunk_first_is_damage() -> None:
    whole = _SIGNATURE + pictures.png_chunk(b"CgBI", bytes(4)) + _with_header(100, 100)[8:]
    assert code_of(whole) == "corrupt"


def test_a_header_of_another_length_is_damage() -> None:
    data = struct.pack(">IIBBBBBB", 100, 100, 8, 2, 0, 0, 0, 0)
    assert code_of(_SIGNATURE + pictures.png_chunk(b"IHDR", data) + _PIXELS) == "corrupt"


@pytest.mark.parametrize("end", range(8, 33))
def test_a_header_that_breaks_off_is_damage(end: int) -> None:
    assert code_of(_header(100, 100)[:end]) == "corrupt"


def test_a_png_is_never_read_beyond_its_head() -> None:
    reader = Reader(pictures.png(900, 900) + bytes(200_000))
    reader.examine()
    assert reader.reads == []
    assert zlib.crc32(reader.whole)


def test_an_animated_png_is_refused() -> None:
    answer = look_at(pictures.animated_png())
    text = "This is an animated PNG; only its first picture could be screened."
    assert answer == Refusal("animated", text)


@pytest.mark.parametrize("between", [b"", pictures.png_chunk(b"iCCP", bytes(300_000))])
def test_it_is_animated_wherever_before_the_pixels_that_is_said(between: bytes) -> None:
    assert code_of(_with_chunks(between, _PLAYED, _PIXELS)) == "animated"


def test_an_animation_is_refused_whatever_its_chunk_says() -> None:
    assert code_of(_with_chunks(_PLAYED[:-4], b"oops", _PIXELS)) == "animated"
    assert code_of(_with_chunks(pictures.png_chunk(b"acTL", b""), _PIXELS)) == "animated"


def test_after_the_pixels_or_inside_another_chunk_it_animates_nothing() -> None:
    assert code_of(_with_chunks(_PIXELS, _PLAYED)) == "accepted"
    assert code_of(_with_chunks(pictures.png_chunk(b"tEXt", _PLAYED), _PIXELS)) == "accepted"


@pytest.mark.parametrize(
    "chunks",
    [
        (),
        (pictures.png_chunk(b"IEND", b""),),
        (struct.pack(">I", 2**31) + b"tEXt", _PLAYED, _PIXELS),
        (struct.pack(">I", 2**31 - 1) + b"tEXt", _PLAYED, _PIXELS),
        (*[pictures.png_chunk(b"tEXt", b"")] * 1_000, _PIXELS),
    ],
    ids=["nothing", "end", "impossible", "beyond", "too-many"],
)
def test_pixels_that_are_not_found_are_damage(chunks: tuple[bytes, ...]) -> None:
    assert code_of(_with_chunks(*chunks)) == "corrupt"


def test_the_chunks_are_walked_in_few_reads() -> None:
    chunk = pictures.png_chunk(b"tEXt", bytes(15_000))
    reader = Reader(_with_chunks(*[chunk] * 900, _PIXELS))
    assert reader.examine() == Picture(MediaType.PNG, 100, 100)
    assert len(reader.reads) <= 7
