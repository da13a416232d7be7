"""What a file is, is told from its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.media import sniff
from samples import pictures


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", MediaType.JPEG),
        ("PNG", MediaType.PNG),
        ("GIF", MediaType.GIF),
        ("WEBP", MediaType.WEBP),
        ("AVIF", MediaType.AVIF),
        ("TIFF", MediaType.TIFF),
        ("BMP", MediaType.BMP),
    ],
)
def test_a_real_picture_of_each_kind_is_told(kind: str, media_type: MediaType) -> None:
    assert sniff(pictures.encoded(pictures.picture(96, 96), kind)) is media_type


@pytest.mark.parametrize(
    ("brands", "media_type"),
    [
        (("heic", "mif1", "heic"), MediaType.HEIC),
        (("mif1", "mif1", "heic"), MediaType.HEIC),
        (("msf1", "hevc"), MediaType.HEIC),
        (("avif", "mif1", "miaf"), MediaType.AVIF),
        (("mif1", "avif"), MediaType.AVIF),
        (("avis", "msf1"), MediaType.AVIF),
        (("isom", "iso2", "avc1", "mp41"), MediaType.MP4),
        (("mp42", "isom"), MediaType.MP4),
        (("M4V ", "mp42"), MediaType.MP4),
        (("3gp4",), MediaType.MP4),
        (("dash", "iso6"), MediaType.MP4),
        (("none", "isom"), MediaType.MP4),
        (("qt  ",), MediaType.QUICKTIME),
        (("qt  ", "isom"), MediaType.QUICKTIME),
        (("M4A ", "isom", "mp42"), MediaType.UNKNOWN),
        (("crx ", "isom"), MediaType.UNKNOWN),
        (("none",), MediaType.UNKNOWN),
    ],
)
def test_brands_tell_the_relatives_of_mp4_apart(
    brands: tuple[str, ...], media_type: MediaType
) -> None:
    assert sniff(pictures.file_type_box(*brands)) is media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\0\0\0\x08wide\0\0\x10\0mdat", MediaType.QUICKTIME),
        (b"\0\0\x02\0moov\0\0\0\x6cmvhd", MediaType.QUICKTIME),
        (b"\x40\0\0\0mdat", MediaType.QUICKTIME),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01", MediaType.MATROSKA),
        (b"RIFF\x10\0\0\0AVI LIST", MediaType.AVI),
        (b"RIFF\x10\0\0\0WAVEfmt ", MediaType.UNKNOWN),
    ],
)
def test_other_videos_are_told_by_their_first_bytes(head: bytes, media_type: MediaType) -> None:
    assert sniff(head) is media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xd8",
        b"BMW drivers of the world, unite",
        b"soonfree of charge",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"GIF88a",
        b"<html><img src=cat.jpg>",
    ],
)
def test_what_only_resembles_a_picture_is_unknown(head: bytes) -> None:
    assert sniff(head) is MediaType.UNKNOWN


def test_a_picture_with_an_archive_behind_it_is_what_it_begins_as() -> None:
    assert sniff(pictures.jpeg() + b"PK\x03\x04<html>") is MediaType.JPEG


@given(st.binary(max_size=2_000))
def test_any_bytes_have_a_media_type(head: bytes) -> None:
    assert sniff(head) in MediaType


@given(
    st.sampled_from([b"\0\0\0\x18ftyp", b"RIFF", b"BM", b"II*\0", b"\xff\xd8\xff", b"\x89PNG"]),
    st.binary(max_size=60),
)
def test_any_bytes_after_a_familiar_beginning_have_a_media_type(start: bytes, rest: bytes) -> None:
    assert sniff(start + rest) in MediaType
