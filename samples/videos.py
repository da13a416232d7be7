"""Makes short real videos with ffmpeg (PyPI's `imageio-ffmpeg` brings it): for tests and the demo.

The bytes are the same every time with the same ffmpeg, and made once a process.
"""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped] # it brings no types

H264 = "libx264"
MPEG4_PART_2 = "mpeg4"
HEVC = "libx265"
_LONGEST_SECONDS = 60


def clean_video() -> bytes:
    """Six seconds of H.264 in MP4; what is seen in it is up to `simulate`."""
    return clip(seconds=6)


def violent_video() -> bytes:
    """Another of the same kind, twelve seconds long: nothing can be seen but by `simulate`."""
    return clip(seconds=12, hue=180)


def unsupported_codec_video() -> bytes:
    """Three seconds of MPEG-4 part 2 in MP4, which Rekognition does not read."""
    return clip(seconds=3, codec=MPEG4_PART_2)


@cache
def clip(*, seconds: float = 3, codec: str = H264, container: str = "mp4", hue: int = 0) -> bytes:
    """A moving pattern of 160 x 120 pixels, 10 frames a second, at most about 100 KB a minute.

    `codec` is ffmpeg's name of an encoder, `container` of a format (`mp4`, `mov`, `matroska` …).
    Another `hue` (degrees) gives other bytes. Raises `subprocess.CalledProcessError` where ffmpeg
    cannot do that.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "clip"
        picture = f"testsrc=size=160x120:rate=10:duration={seconds}"
        command = [
            *(get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture),
            *("-vf", f"hue=h={hue}", "-pix_fmt", "yuv420p", "-c:v", codec, "-threads", "1"),
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
            *("-f", container, str(made)),
        ]
        subprocess.run(command, check=True, timeout=_LONGEST_SECONDS, capture_output=True)  # noqa: S603 - our own words
        return made.read_bytes()
