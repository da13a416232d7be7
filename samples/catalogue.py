"""The samples by name, each with what the pipeline should say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from lambdas.moderation.domain.verdict import Status
from samples import pictures, videos

MOST_KEY_BYTES = 1_024
NOTHING_FOUND = "nothing-found"
_OVER_15_MB = 15 * 1_048_576 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file to upload, and what should become of it.

    `expected` and `reason` (the rule id of the first reason) hold for the policy that ships.
    `metadata` is user metadata: `simulate` tells the stand-in what to see. `content_type` is what
    the uploader claims, which nothing may believe. `is_video`: jobs watch it, for some seconds.
    """

    key: str
    make: Callable[[], bytes]
    about: str
    expected: Status
    reason: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "image/jpeg"
    is_video: bool = False


def make_sample(name: str) -> bytes:
    """The bytes of a sample, the same every time (with the pinned Pillow and ffmpeg)."""
    return SAMPLES[name].make()


def _clean(key: str, about: str, make: Callable[[], bytes] = pictures.jpeg) -> Sample:
    return Sample(key=key, make=make, about=about, expected=Status.APPROVED, reason=NOTHING_FOUND)


def _seen(key: str, see: str, about: str, expected: Status, reason: str) -> Sample:
    return Sample(
        key=key,
        make=partial(pictures.jpeg, seed=len(see)),
        about=about,
        expected=expected,
        reason=reason,
        metadata={"simulate": see},
    )


def _held(key: str, code: str, about: str, make: Callable[[], bytes]) -> Sample:
    return Sample(key=key, make=make, about=about, expected=Status.IN_REVIEW, reason=f"held-{code}")


def _video(sample: Sample, *, simulate: str = "") -> Sample:
    told = {"simulate": simulate} if simulate else {}
    return replace(sample, metadata=told, content_type="video/mp4", is_video=True)


def _long_key() -> str:
    """A key of exactly 1,024 bytes in UTF-8, the longest that S3 takes."""
    start, end = "long/", ".jpg"
    letters, odd = divmod(MOST_KEY_BYTES - len(start) - len(end), len("é".encode()))
    return start + "é" * letters + "e" * odd + end


def _text() -> bytes:
    return b"Dear moderator, this is a letter and no picture.\n" * 20


def _cut_jpeg() -> bytes:
    return pictures.jpeg()[:100]


def _garbled_png() -> bytes:
    whole = bytearray(pictures.png())
    whole[18] ^= 0xFF
    return bytes(whole)


def _webp() -> bytes:
    return pictures.encoded(pictures.picture(320, 240), "WEBP")


def _gif() -> bytes:
    return pictures.encoded(pictures.picture(320, 240, mode="P"), "GIF")


def _webm() -> bytes:
    return b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"


def _avi() -> bytes:
    return b"RIFF\x10\0\0\0AVI LIST\x04\0\0\0hdrl"


def _over_15_mb() -> bytes:
    return pictures.jpeg().ljust(_OVER_15_MB, b"\0")


def _far_frame() -> bytes:
    return pictures.with_segments(pictures.jpeg(), 200_000)


def _cmyk() -> bytes:
    return pictures.encoded(pictures.picture(320, 240, mode="CMYK"), "JPEG")


_ORDINARY = {
    "clean-jpeg": _clean("photos/garden.jpg", "a picture with nothing in it"),
    "clean-png": _clean("photos/harbour.png", "the same as a PNG", pictures.png),
    "print-jpeg": _clean("photos/print.jpg", "a CMYK picture, made for print", _cmyk),
    "big-header": _clean("photos/profile.jpg", "200 KB of colour profile come first", _far_frame),
    "smallest": _clean("photos/icon.png", "80 x 80 pixels", partial(pictures.blank_png, 80, 80)),
    "widest": _clean(
        "photos/panorama.png", "10,000 pixels wide", partial(pictures.blank_png, 10_000, 80)
    ),
    "png-named-jpg": _clean("photos/really-a-png.jpg", "a PNG that is named .jpg", pictures.png),
}
_KEYS = {
    "spaces": _clean("photos/my garden  in may.jpg", "a key with spaces"),
    "plus": _clean("photos/1+1=2.jpg", "a key with a plus sign"),
    "percent": _clean("photos/100%25 wool %2F.jpg", "a key that looks URL-encoded"),
    "emoji": _clean("photos/\N{SUNFLOWER} été.jpg", "a key with an emoji"),
    "long-key": _clean(_long_key(), "a key of 1,024 bytes"),
    "no-extension": _clean("photos/IMG0001", "a key without an extension"),
}
_SEEN = {
    "weapons": _seen("photos/one.jpg", "weapons@97", "surely weapons", Status.REJECTED, "weapons"),
    "borderline": _seen(
        "photos/two.jpg", "weapons@65", "perhaps weapons", Status.IN_REVIEW, "weapons"
    ),
    "animated-weapons": _seen(
        "photos/three.jpg",
        "weapons@85,animated",
        "weapons in a cartoon",
        Status.APPROVED,
        "weapons",
    ),
    "several": _seen(
        "photos/four.jpg",
        "graphic-violence@92,nazi-party@88,alcohol-use@71",
        "several things at once",
        Status.REJECTED,
        "graphic-violence",
    ),
    "unknown-label": _seen(
        "photos/five.jpg",
        "category-of-the-future",
        "a label that the taxonomy does not have",
        Status.IN_REVIEW,
        "unknown-label",
    ),
    "avatar": _seen(
        "avatars/six.jpg",
        "swimwear-or-underwear@75",
        "stricter for avatars",
        Status.IN_REVIEW,
        "swimwear",
    ),
}
_TROUBLESOME = {
    "webp": _held("odd/sticker.webp", "unsupported-format", "a WebP picture", _webp),
    "webp-named-jpg": _held("odd/sticker.jpg", "unsupported-format", "a WebP named .jpg", _webp),
    "gif": _held("odd/wave.gif", "unsupported-format", "a GIF picture", _gif),
    "animated-png": _held(
        "odd/blinking.png", "animated", "a PNG with two pictures", pictures.animated_png
    ),
    "heic": _held(
        "odd/phone.heic",
        "unsupported-format",
        "the beginning of a HEIC picture",
        partial(pictures.file_type_box, "heic", "mif1", "heic"),
    ),
    "text": _held("odd/letter.jpg", "unknown-format", "a text file named .jpg", _text),
    "cut": _held("odd/cut.jpg", "corrupt", "a JPEG that breaks off in its header", _cut_jpeg),
    "garbled": _held("odd/garbled.png", "corrupt", "a PNG with a broken header", _garbled_png),
    "empty": _held("odd/empty.jpg", "empty", "no bytes at all", bytes),
    "too-large": _held("odd/large.jpg", "too-large", "one byte over 15 MB", _over_15_mb),
    "too-small": _held(
        "odd/small.png", "too-small", "79 x 79 pixels", partial(pictures.blank_png, 79, 79)
    ),
    "too-wide": _held(
        "odd/wide.png",
        "too-many-pixels",
        "10,001 pixels wide",
        partial(pictures.blank_png, 10_001, 80),
    ),
    "video": _video(
        _held(
            "odd/clip.mp4",
            "video-unreadable",
            "the beginning of an MP4 video",
            partial(pictures.file_type_box, "isom", "mp42"),
        )
    ),
    "webm": _held("odd/clip.webm", "unsupported-format", "the beginning of a WebM video", _webm),
    "avi": _held("odd/clip.avi", "unsupported-format", "the beginning of an AVI video", _avi),
}
_WATCHED = {
    "fight-video": _video(
        Sample(
            key="videos/fight.mp4",
            make=videos.violent_video,
            about="a fight in the middle, and a slot machine for a moment, too short for its rule",
            expected=Status.REJECTED,
            reason="graphic-violence",
        ),
        simulate="weapons@88[3-9],graphic-violence@95[5-7.5],gambling@91[10-11]",
    ),
    "clean-video": _video(
        _clean("videos/garden.mp4", "a video with nothing in it", videos.clean_video)
    ),
    "old-codec-video": _video(
        _held(
            "videos/old-camera.mp4",
            "video-unreadable",
            "MPEG-4 part 2 in MP4, which is not read",
            videos.unsupported_codec_video,
        )
    ),
}

SAMPLES: Mapping[str, Sample] = {**_WATCHED, **_ORDINARY, **_KEYS, **_SEEN, **_TROUBLESOME}
