"""What the stand-in reads from a video's real bytes."""

import struct
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.rekognition.movie import CORRUPT, UNSUPPORTED, UnreadableVideoError, read_movie
from samples import videos
from tests.unit.rekognition.movies import box, movie


def _problem(data: bytes) -> str:
    with pytest.raises(UnreadableVideoError) as problem:
        read_movie(data)
    return str(problem.value)


@pytest.mark.parametrize("container", ["mp4", "mov"])
def test_real_h264_is_read_for_duration_size_and_rate(container: str) -> None:
    found = read_movie(videos.clip(seconds=4, container=container))
    assert (found.duration_ms, found.width, found.height) == (4000, 160, 120)
    assert found.frame_rate == 10


def test_the_samples_are_what_they_say() -> None:
    assert read_movie(videos.clean_video()).duration_ms == 6000
    assert read_movie(videos.violent_video()).duration_ms == 12_000
    assert _problem(videos.unsupported_codec_video()) == UNSUPPORTED
    assert all(
        len(make()) < 100_000
        for make in (videos.clean_video, videos.violent_video, videos.unsupported_codec_video)
    )


@pytest.mark.parametrize(
    "make",
    [
        partial(videos.clip, codec=videos.HEVC),
        partial(videos.clip, container="matroska"),
        partial(videos.clip, container="avi"),
        partial(movie, codec=b"hvc1"),
        partial(movie, handler=b"soun"),
        partial(box, b"moov"),
        partial(bytes, 100),
        bytes,
    ],
)
def test_other_codecs_and_containers_are_unsupported(make: partial[bytes]) -> None:
    assert _problem(make()) == UNSUPPORTED


@pytest.mark.parametrize(
    "data",
    [
        movie()[:200],
        movie()[:-1],
        movie(duration_ms=0),
        box(b"ftyp", b"isom"),
        struct.pack(">I4sQ", 1, b"ftyp", 2**63),
        struct.pack(">I4s", 7, b"ftyp"),
        box(b"free") * 5000 + movie(),
    ],
)
def test_a_broken_file_is_corrupt(data: bytes) -> None:
    assert _problem(data) == CORRUPT


def test_a_real_video_that_breaks_off_is_corrupt() -> None:
    whole = videos.clip()
    assert _problem(whole[: len(whole) // 2]) == CORRUPT


@pytest.mark.parametrize(
    ("data", "duration_ms"),
    [
        (movie(duration_ms=2500), 2500),
        (movie(duration_ms=2**40, long=True), 2**40),
        (movie(codec=b"avc3", duration_ms=0, movie_ms=700), 700),
        (movie(duration_ms=0, fragments_ms=900), 900),
        (movie(duration_ms=0xFFFFFFFF, movie_ms=700), 700),
        (struct.pack(">I4sQ", 1, b"free", 16) + movie(), 2000),
        (movie() + struct.pack(">I4s", 0, b"mdat") + bytes(99), 2000),
    ],
)
def test_the_duration_is_found_wherever_it_stands(data: bytes, duration_ms: int) -> None:
    assert read_movie(data).duration_ms == duration_ms


@given(
    st.binary(max_size=300)
    | st.binary(max_size=60).map(lambda noise: box(b"ftyp") + noise)
    | st.tuples(st.integers(0, len(movie()) - 1), st.binary(max_size=12)).map(
        lambda told: movie()[: told[0]] + told[1] + movie()[told[0] + len(told[1]) :]
    )
)
def test_no_bytes_make_it_crash(data: bytes) -> None:
    try:
        found = read_movie(data)
    except UnreadableVideoError as problem:
        assert str(problem) in {UNSUPPORTED, CORRUPT}
        return
    assert found.duration_ms > 0
