"""A JPEG's size is found wherever its header puts it, with bounded reads."""

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.media import MOST_BYTES, Picture
from lambdas.moderation.domain.media_stretches import MOST_READS
from samples import pictures
from tests.unit.media.reading import Reader, code_of, look_at

_SMALL = pictures.jpeg(96, 80)
_ACCEPTED = Picture(MediaType.JPEG, 96, 80)
_HUFFMAN = b"\xff\xc4"


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _after_start(*inserted: bytes) -> bytes:
    return _SMALL[:2] + b"".join(inserted) + _SMALL[2:]


def _frame_at(whole: bytes) -> int:
    return whole.index(b"\xff\xc0")


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(("width", "height"), [(80, 80), (81, 4_000), (2_500, 333)])
def test_the_size_of_a_real_jpeg_is_found(
    mode: str, progressive: bool, width: int, height: int
) -> None:
    image = pictures.picture(width, height, mode=mode)
    whole = pictures.encoded(image, "JPEG", progressive=progressive)
    assert look_at(whole) == Picture(MediaType.JPEG, width, height)


def test_a_thumbnail_in_the_metadata_is_not_the_picture() -> None:
    exif = b"Exif\0\0" + pictures.jpeg(160, 120)
    assert look_at(_after_start(_segment(0xE1, exif))) == _ACCEPTED


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*range(0xE0, 0xF0), 0xFE]),
            st.integers(0, 65_533),
            st.sampled_from([b"\0", b"\xff", b"\xff\xc0", b"\xff\xd9", b"\xff\xda"]),
            st.integers(0, 40),
        ),
        max_size=60,
    )
)
def test_segments_before_the_frame_never_hide_the_size(
    segments: list[tuple[int, int, bytes, int]],
) -> None:
    parts = [
        b"\xff" * fill + _segment(marker, (data * length)[:length])
        for marker, length, data, fill in segments
    ]
    reader = Reader(_after_start(*parts))
    assert reader.examine() == _ACCEPTED
    assert len(reader.reads) < MOST_READS


def test_a_header_as_long_as_the_largest_file_is_read_to_its_end() -> None:
    room = MOST_BYTES - len(_SMALL) - 4 * 241
    reader = Reader(pictures.with_segments(_SMALL, room))
    assert MOST_BYTES - 100 < len(reader.whole) <= MOST_BYTES
    assert reader.examine() == _ACCEPTED
    assert len(reader.reads) < MOST_READS


def test_reads_go_forward_only() -> None:
    reader = Reader(pictures.with_segments(_SMALL, 3_000_000))
    assert reader.examine() == _ACCEPTED
    assert reader.reads == sorted(reader.reads)
    assert len(reader.reads) > 2


def test_a_usual_jpeg_needs_no_second_read() -> None:
    reader = Reader(pictures.jpeg(1_000, 800))
    reader.examine()
    assert reader.reads == []


def test_the_size_is_found_wherever_the_head_ends() -> None:
    for head_bytes in range(3, len(_SMALL) + 1):
        assert Reader(_SMALL).examine(head_bytes=head_bytes) == _ACCEPTED, head_bytes


def test_stray_bytes_between_segments_are_passed_over() -> None:
    comment = _segment(0xFE, b"a comment")
    assert look_at(_after_start(comment, b"\0\0stray\xff\x00", b"\xff\xd0")) == _ACCEPTED


@pytest.mark.parametrize("axis", [5, 7])
def test_a_side_of_zero_is_damage(axis: int) -> None:
    at = _frame_at(_SMALL) + axis
    assert code_of(_SMALL[:at] + b"\0\0" + _SMALL[at + 2 :]) == "corrupt"


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("only the signature", b"\xff\xd8\xff"),
        ("an end at once", b"\xff\xd8\xff\xd9"),
        ("a second start", _after_start(b"\xff\xd8")),
        ("a scan without a frame", _after_start(_segment(0xDA, b"\0" * 10))),
        ("two frames", _after_start(_segment(0xC0, b"\x08\0\x60\0\x60\x01\x01\x11\0"))),
        ("a frame of no components", _after_start(_segment(0xC0, b"\x08\0\x60\0\x60\0"))),
        ("a frame too short", _after_start(_segment(0xC0, b"\x08\0\x60"))),
        ("a segment of length one", _after_start(b"\xff\xe0\0\x01")),
        ("a marker of no meaning", _after_start(b"\xff\x05")),
        ("a segment beyond the end", _SMALL[:2] + b"\xff\xe0\xff\xff" + _SMALL[2:]),
        ("nothing but fill bytes", b"\xff\xd8" + b"\xff" * 500_000),
        ("nothing but stray bytes", b"\xff\xd8\xff\xe0\0\x02" + bytes(500_000)),
    ],
)
def test_a_broken_header_is_damage(name: str, whole: bytes) -> None:
    assert code_of(whole) == "corrupt", name


def test_a_jpeg_cut_before_its_scan_is_damage() -> None:
    for end in range(3, _SMALL.index(b"\xff\xda") + 2):
        assert code_of(_SMALL[:end]) == "corrupt", end


def test_a_huffman_table_is_not_a_frame() -> None:
    assert _HUFFMAN in _SMALL
    assert look_at(_after_start(_segment(0xC4, b"\x08\0\x60\0\x60\x01\x01\x11\0"))) == _ACCEPTED


@pytest.mark.parametrize(
    "filler",
    [b"\xff\xe0\0\x02", b"\xff", b"\0", b"\xff\0", b"\xff\xd0", b"\xff\xff\xff\xff\xfe\0\x02"],
)
def test_no_header_keeps_the_reader_long(filler: bytes) -> None:
    whole = (b"\xff\xd8" + filler * (MOST_BYTES // len(filler)))[:MOST_BYTES]
    began = time.process_time()
    assert code_of(whole) in {"corrupt", "unknown-format"}
    assert time.process_time() - began < 1


def test_many_markers_in_the_longest_stretch_do_not_keep_the_reader_long() -> None:
    far = pictures.with_segments(_SMALL, 9_000_000)[: 9_000_000 - 100]
    whole = (far + bytes(60_000) + b"\xff\xfe\0\x02" * 1_000_000).ljust(MOST_BYTES, b"\0")
    began = time.process_time()
    assert code_of(whole) == "corrupt"
    assert time.process_time() - began < 1
