"""The video of a request: an object version read with the caller's permissions, and its script."""

from dataclasses import dataclass

from local.cloud.caller import Caller, ReadRefused
from local.rekognition.input_image import LOCAL_REGION
from local.rekognition.model import Document
from local.rekognition.movie import Movie, UnreadableVideoError, read_movie
from local.rekognition.refusals import Refusal, invalid_parameters
from local.rekognition.simulate import timeline_of
from local.rekognition.timeline import Timeline

# The service model's words for VideoTooLargeException: 10 GB and 6 hours. Only starting a job has
# that error, so a video that is too long is refused there too, as far as its header can be read.
MOST_BYTES = 10 * 1_073_741_824
MOST_MILLISECONDS = 6 * 3_600_000


@dataclass(frozen=True, slots=True)
class VideoFile:
    """What is in the file, or (`movie` None) why it cannot be read; and what its script says."""

    movie: Movie | None
    problem: str
    timeline: Timeline


def look_at_video(video: Document, *, caller: Caller, region: str) -> VideoFile:
    """Raises the `Refusal` the service would answer; an unreadable file is not refused."""
    reference = video.get("S3Object", {})
    if not {"Bucket", "Name"} <= reference.keys():
        raise invalid_parameters("Video takes an S3Object with Bucket and Name.")
    key = reference["Name"]
    stored = (
        caller.read_object(reference["Bucket"], key, reference.get("Version"))
        if region == LOCAL_REGION
        else ReadRefused("PermanentRedirect")
    )
    if isinstance(stored, ReadRefused):
        raise Refusal("InvalidS3ObjectException")
    if len(stored.data) > MOST_BYTES:
        raise Refusal("VideoTooLargeException", "The video has more than 10 GB.")
    try:
        movie = read_movie(stored.data)
    except UnreadableVideoError as error:
        return VideoFile(None, str(error), ())
    if movie.duration_ms > MOST_MILLISECONDS:
        raise Refusal("VideoTooLargeException", "The video is longer than 6 hours.")
    return VideoFile(movie, "", timeline_of(stored.metadata, key))
