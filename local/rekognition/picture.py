"""What the service refuses to look at, told from the real bytes.

Sources: the developer guide's "Guidelines and quotas" (15 MB in S3, 80 to 10,000 pixels a side,
JPEG and PNG) and the service model (5,242,880 bytes in the request). Only headers are read, by
Pillow: deliberately not by the pipeline's own readers, so that a mistake there shows.
"""

import io
import warnings

from local.rekognition.refusals import Refusal, invalid_parameters

MOST_BYTES_IN_S3 = 15 * 1_048_576
MOST_BYTES_IN_REQUEST = 5 * 1_048_576
LEAST_PIXELS = 80
MOST_PIXELS = 10_000


def check_picture(data: bytes, *, most_bytes: int) -> None:
    """Raises the `Refusal` that the service would answer for these bytes, if any."""
    if len(data) > most_bytes:
        raise Refusal(
            "ImageTooLargeException", f"Image size is too large: more than {most_bytes} bytes."
        )
    width, height = _size(data)
    if max(width, height) > MOST_PIXELS:
        raise Refusal(
            "ImageTooLargeException", f"Image dimensions are too large: over {MOST_PIXELS} pixels."
        )
    if min(width, height) < LEAST_PIXELS:
        raise invalid_parameters(f"the image has fewer than {LEAST_PIXELS} pixels on a side.")


def _size(data: bytes) -> tuple[int, int]:
    """Width and height from the header alone: nothing is decoded, so no size is dangerous."""
    # Pillow is slow to import and only needed here. Its plugins are used directly because
    # Image.open warns of "decompression bombs" from 89 megapixels on; the service takes 100.
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415  see above
    from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415  see above

    reader = PngImageFile if data.startswith(b"\x89PNG") else JpegImageFile
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken EXIF is no reason to refuse a picture
            with reader(io.BytesIO(data)) as image:
                return image.size
    except (OSError, SyntaxError, ValueError) as error:  # Pillow's ways to say "broken header"
        raise Refusal("InvalidImageFormatException") from error
