"""What Rekognition cannot screen is refused with its cause; nothing raises; Pillow agrees."""

import io
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.media import (
    MOST_BYTES,
    MOST_VIDEO_BYTES,
    Picture,
    Refusal,
    Video,
    examine,
)
from samples import pictures
from tests.unit.media.reading import code_of, look_at

_WITHIN = pictures.jpeg(96, 80)


def _unread(_offset: int, _length: int) -> bytes:
    raise AssertionError("read")


def _by_pillow(whole: bytes) -> tuple[str | None, int, int] | None:
    """What Pillow says, or None where it cannot open the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(whole)) as image:
                return image.get_format_mimetype(), *image.size
        except Exception:  # a damaged file makes Pillow raise many things
            return None


def _never_beyond_the_limits(whole: bytes) -> None:
    answer = look_at(whole)
    if not isinstance(answer, Picture):
        return
    assert min(answer.width, answer.height) >= 80
    assert max(answer.width, answer.height) <= 10_000
    oracle = _by_pillow(whole)
    if oracle:
        assert oracle == (answer.media_type, answer.width, answer.height)


def test_no_bytes_are_empty() -> None:
    assert look_at(b"") == Refusal("empty", "The file is empty: it has no bytes.")


def test_a_webp_is_refused_in_words() -> None:
    whole = pictures.encoded(pictures.picture(90, 90), "WEBP")
    answer = Refusal(
        "unsupported-format", "This is a WebP picture; Rekognition reads JPEG and PNG."
    )
    assert look_at(whole) == answer


@pytest.mark.parametrize(
    ("whole", "code", "words"),
    [
        (b"\x1a\x45\xdf\xa3webm", "unsupported-format", "a Matroska or WebM video"),
        (b"RIFF\x10\0\0\0AVI LIST", "unsupported-format", "an AVI video"),
        (pictures.file_type_box("heic"), "unsupported-format", "a HEIC picture"),
        (b"Hello", "unknown-format", "whatever its name says"),
        (_WITHIN[:60], "corrupt", "breaks off inside its header"),
        (pictures.blank_png(79, 79), "too-small", "79 x 79"),
        (pictures.blank_png(10_001, 80), "too-many-pixels", "10,001 x 80"),
    ],
)
def test_a_refusal_names_the_cause(whole: bytes, code: str, words: str) -> None:
    answer = look_at(whole)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert words in answer.text


@pytest.mark.parametrize("whole", [b"\x1a\x45\xdf\xa3webm", b"RIFF\x10\0\0\0AVI LIST", b"Hello"])
def test_who_uploads_another_video_is_told_what_is_read(whole: bytes) -> None:
    answer = look_at(whole)
    assert isinstance(answer, Refusal)
    assert "MP4 and QuickTime (MOV) videos with H.264" in answer.text


@pytest.mark.parametrize("size", [1, 15_728_641, 10_737_418_240])
@pytest.mark.parametrize("media_type", [MediaType.MP4, MediaType.QUICKTIME])
def test_an_mp4_or_quicktime_video_of_up_to_ten_gigabytes_is_accepted_by_its_head_alone(
    media_type: MediaType, size: int
) -> None:
    assert examine(b"x", _unread, size=size, media_type=media_type) == Video(media_type)


@pytest.mark.parametrize("media_type", [MediaType.MP4, MediaType.QUICKTIME])
def test_a_video_of_a_byte_more_is_too_large_and_not_read(media_type: MediaType) -> None:
    answer = examine(b"x", _unread, size=MOST_VIDEO_BYTES + 1, media_type=media_type)
    assert isinstance(answer, Refusal)
    assert answer.code == "too-large"
    assert "10,737,418,241 bytes; Rekognition reads at most 10,737,418,240 (10 GB)" in answer.text


def test_an_empty_video_is_empty() -> None:
    answer = examine(b"", _unread, size=0, media_type=MediaType.MP4)
    assert isinstance(answer, Refusal)
    assert answer.code == "empty"


@pytest.mark.parametrize("size", [0, 1, MOST_BYTES + 1, MOST_VIDEO_BYTES + 1])
@pytest.mark.parametrize("media_type", MediaType)
def test_every_media_type_is_accepted_or_refused_in_a_sentence(
    media_type: MediaType, size: int
) -> None:
    answer = examine(b"x", lambda _offset, _length: b"", size=size, media_type=media_type)
    if isinstance(answer, Refusal):
        assert answer.text.endswith(".")
        assert answer.code != "video"
    else:
        assert isinstance(answer, Video)


def test_fifteen_megabytes_are_the_last_that_go_on() -> None:
    assert code_of(_WITHIN.ljust(15_728_640, b"\0")) == "accepted"
    assert code_of(_WITHIN.ljust(15_728_641, b"\0")) == "too-large"


def test_a_file_too_large_is_not_read_on() -> None:
    head = pictures.with_segments(_WITHIN, 200_000)[:65_536]
    answer = examine(head, _unread, size=MOST_BYTES + 1, media_type=MediaType.JPEG)
    assert isinstance(answer, Refusal)


def test_the_trouble_of_a_read_is_the_callers() -> None:
    def read(_offset: int, _length: int) -> bytes:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        examine(_WITHIN[:20], read, size=len(_WITHIN), media_type=MediaType.JPEG)


def test_an_object_shorter_than_it_was_said_to_be_is_damage() -> None:
    answer = examine(
        _WITHIN[:20], lambda _offset, _length: b"", size=5_000, media_type=MediaType.JPEG
    )
    assert isinstance(answer, Refusal)
    assert answer.code == "corrupt"


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]), st.binary(max_size=3_000))
def test_arbitrary_bytes_never_raise(start: bytes, rest: bytes) -> None:
    _never_beyond_the_limits(start + rest)


@pytest.mark.parametrize("whole", [_WITHIN, pictures.png(96, 80)], ids=["jpeg", "png"])
@pytest.mark.parametrize("value", [0x00, 0x01, 0xC0, 0xD8, 0xFF])
def test_a_change_of_any_byte_is_survived_and_pillow_agrees(whole: bytes, value: int) -> None:
    header_end = min(len(whole), 700)
    for at in range(header_end):
        _never_beyond_the_limits(whole[:at] + bytes([value]) + whole[at + 1 :])


@pytest.mark.parametrize("whole", [_WITHIN, pictures.png(96, 80)], ids=["jpeg", "png"])
def test_a_cut_at_any_byte_is_survived_and_pillow_agrees(whole: bytes) -> None:
    for end in range(len(whole)):
        _never_beyond_the_limits(whole[:end])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@given(width=st.integers(1, 200), height=st.integers(1, 200))
def test_pillow_says_the_same_of_every_accepted_picture(kind: str, width: int, height: int) -> None:
    whole = pictures.encoded(Image.new("RGB", (width, height)), kind)
    answer = look_at(whole)
    if min(width, height) >= 80:
        assert answer == Picture(MediaType[kind], width, height)
    _never_beyond_the_limits(whole)
