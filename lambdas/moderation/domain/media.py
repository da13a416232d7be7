"""What an upload is, told from its bytes: never from its name or its declared type.

Everything here is total: no bytes make it raise, and it looks at no more of them than it must. A
file is judged by its first bytes, as Rekognition and every viewer do: one that begins as a JPEG is
a JPEG, whatever else (a ZIP archive, a web page) is appended to it or hidden in its segments.
"""

from dataclasses import dataclass

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.media_boxes import sniff_boxes
from lambdas.moderation.domain.media_jpeg import JPEG_SIGNATURE, jpeg_size
from lambdas.moderation.domain.media_png import PNG_SIGNATURE, is_animated_png, png_size
from lambdas.moderation.domain.media_stretches import ReadBytes, Stretches, UnreadableError

# Amazon Rekognition's guidelines and quotas: an image in S3 may have 15 MB. The service model
# writes the 5 MB of an image in the request as 5,242,880, so its megabyte is 1,048,576 bytes. Were
# it the smaller one, the service itself would refuse the picture, which is held then all the same.
MOST_BYTES = 15 * 1_048_576
# The same quotas: a stored video may have 10 GB. They do not say which gigabyte; we take the larger
# one, as above: a video in between that the service refuses after all is held then.
MOST_VIDEO_BYTES = 10 * 1_024**3
LEAST_PIXELS = 80
MOST_PIXELS = 10_000

_SIGNATURES = (
    (JPEG_SIGNATURE, MediaType.JPEG),
    (PNG_SIGNATURE, MediaType.PNG),
    (b"GIF87a", MediaType.GIF),
    (b"GIF89a", MediaType.GIF),
    (b"II*\0", MediaType.TIFF),
    (b"MM\0*", MediaType.TIFF),
    (b"II+\0", MediaType.TIFF),
    (b"MM\0+", MediaType.TIFF),
    (b"\x1a\x45\xdf\xa3", MediaType.MATROSKA),
)
_RIFF_FORMS = {b"WEBP": MediaType.WEBP, b"AVI ": MediaType.AVI}
_PICTURES = {MediaType.JPEG, MediaType.PNG}
_VIDEOS = {MediaType.MP4, MediaType.QUICKTIME}
_PICTURES_READ = "JPEG and PNG"
_VIDEOS_READ = "MP4 and QuickTime (MOV) videos with H.264"
_BMP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}

_IN_WORDS = {
    MediaType.JPEG: "a JPEG picture",
    MediaType.PNG: "a PNG picture",
    MediaType.GIF: "a GIF picture",
    MediaType.WEBP: "a WebP picture",
    MediaType.HEIC: "a HEIC picture",
    MediaType.AVIF: "an AVIF picture",
    MediaType.TIFF: "a TIFF picture",
    MediaType.BMP: "a BMP picture",
    MediaType.MP4: "an MP4 video",
    MediaType.QUICKTIME: "a QuickTime video",
    MediaType.MATROSKA: "a Matroska or WebM video",
    MediaType.AVI: "an AVI video",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that Rekognition reads, with its size in pixels."""

    media_type: MediaType
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Video:
    """A video in a container that Rekognition reads; whether it reads the codec, its job tells."""

    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an upload cannot be screened.

    `code` is one of `empty`, `unsupported-format`, `unknown-format`, `corrupt`, `too-large`,
    `too-small`, `too-many-pixels`, `animated` (a verdict's reason is `held-<code>`); `text` is one
    sentence that names the cause.
    """

    code: str
    text: str


def sniff(head: bytes) -> MediaType:
    """What the first bytes say the file is; `UNKNOWN` where they say nothing known here.

    The first 1,024 bytes decide. HEIF pictures count as HEIC, WebM as Matroska, 3GP as MP4.
    """
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"RIFF"):
        return _RIFF_FORMS.get(head[8:12], MediaType.UNKNOWN)
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return MediaType.BMP
    return sniff_boxes(head)


def examine(
    head: bytes, read: ReadBytes, *, size: int, media_type: MediaType
) -> Picture | Video | Refusal:
    """The picture or video, if Rekognition can screen it, otherwise why not.

    `head` is the object's beginning (up to `HEAD_BYTES`), `size` its length in bytes and
    `media_type` what `sniff` said. `read(offset, length)` is asked for more only where a picture's
    header goes on beyond the head: forward, at most seven times, and never for a video or a file
    over the size limit. Raises nothing but what `read` raises. Limits: Rekognition's guidelines and
    quotas (JPEG and PNG, 15 MB in S3, 80 to 10,000 pixels a side; MP4 and MOV, 10 GB). An animated
    PNG is refused: viewers play all of its pictures, and nothing says that Rekognition looks at
    more than one.
    """
    refusal = _refused_unread(size, media_type)
    if refusal:
        return refusal
    if media_type in _VIDEOS:
        return Video(media_type)
    try:
        return _measured(Stretches(head, read, size=size), media_type)
    except UnreadableError as why:
        return Refusal("corrupt", f"This is {_IN_WORDS[media_type]} that is damaged: it {why}.")


def _measured(stretches: Stretches, media_type: MediaType) -> Picture | Refusal:
    """The JPEG or PNG, or why it is refused. Raises `UnreadableError`."""
    is_png = media_type is MediaType.PNG
    picture = Picture(media_type, *(png_size if is_png else jpeg_size)(stretches))
    refusal = _refused_by_pixels(picture)
    if refusal:
        return refusal
    if is_png and is_animated_png(stretches):
        text = "This is an animated PNG; only its first picture could be screened."
        return Refusal("animated", text)
    return picture


def _refused_unread(size: int, media_type: MediaType) -> Refusal | None:
    """Why a file of this type and size is refused without a look at its header, or None."""
    if size <= 0:
        return Refusal("empty", "The file is empty: it has no bytes.")
    if media_type is MediaType.UNKNOWN:
        return Refusal(
            "unknown-format",
            "Its bytes are no picture or video known here, whatever its name says; "
            f"Rekognition reads {_PICTURES_READ} pictures, and {_VIDEOS_READ}.",
        )
    what = _IN_WORDS[media_type]
    if media_type not in _PICTURES | _VIDEOS:
        readable = _VIDEOS_READ if media_type.startswith("video/") else _PICTURES_READ
        return Refusal("unsupported-format", f"This is {what}; Rekognition reads {readable}.")
    most, in_words = (MOST_VIDEO_BYTES, "10 GB") if media_type in _VIDEOS else (MOST_BYTES, "15 MB")
    if size > most:
        limit = f"Rekognition reads at most {most:,} ({in_words})"
        return Refusal("too-large", f"This is {what} of {size:,} bytes; {limit}.")
    return None


def _refused_by_pixels(picture: Picture) -> Refusal | None:
    """Why a picture of this width and height is refused, or None."""
    shape = f"This picture is {picture.width:,} x {picture.height:,} pixels"
    if max(picture.width, picture.height) > MOST_PIXELS:
        most = f"Rekognition reads at most {MOST_PIXELS:,} on a side"
        return Refusal("too-many-pixels", f"{shape}; {most}.")
    if min(picture.width, picture.height) < LEAST_PIXELS:
        least = f"Rekognition needs at least {LEAST_PIXELS} x {LEAST_PIXELS}"
        return Refusal("too-small", f"{shape}; {least}.")
    return None
