"""Starting stored-video jobs and reading their results."""

from collections.abc import Callable
from dataclasses import dataclass

from local.rekognition.call import Call
from local.rekognition.input_video import look_at_video
from local.rekognition.jobs import Job, JobStatus, Order
from local.rekognition.label_filters import at_least, wanted
from local.rekognition.model import Document
from local.rekognition.movie import Movie
from local.rekognition.notification import channel_of
from local.rekognition.pages import page_token, start_of
from local.rekognition.refusals import Refusal, invalid_parameters
from local.rekognition.rows import BY_TIMESTAMP, Rows, Run
from local.rekognition.sight import Sight
from local.rekognition.timeline import Timeline, scenes_of

# Defaults: the API reference of either Start operation, and of MaxResults of either Get operation.
DEFAULT_VIDEO_CONFIDENCE = 50.0
MOST_RESULTS = 1000

_AGGREGATED = "TIMESTAMPS"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoApi:
    """One kind of job. `answer` is what an image operation would say.

    `rows` makes the rows of one look, without their time, each with its name.
    """

    name: str
    rows_member: str
    version_member: str
    answer: Callable[[Sight], Document]
    rows: Callable[[Sight, Document], list[tuple[str, Document]]]


def start_job(api: VideoApi, call: Call) -> Document:
    """Starts a job, or finds the one that the same token started. Any codec will do."""
    parameters = call.parameters
    channel = channel_of(parameters, call.caller, call.region)
    job = call.jobs.started_before(api.name, parameters)
    if job is None:
        file = look_at_video(parameters["Video"], caller=call.caller, region=call.region)
        scenes = scenes_of(file.timeline, file.movie.duration_ms) if file.movie else ()
        rows = Rows(
            Run(scene.first, scene.last, tuple(api.rows(scene.sight, parameters)))
            for scene in scenes
        )
        job = call.jobs.start(
            Order(
                api=api.name,
                parameters=parameters,
                movie=file.movie,
                problem=file.problem,
                rows=rows,
                model_version=_version(api, file.timeline),
                channel=channel,
            )
        )
    return {"JobId": job.job_id}


def get_results(api: VideoApi, call: Call) -> Document:
    """Where a job is and, when it succeeded, one page of its rows."""
    parameters = call.parameters
    sort_by = parameters.get("SortBy", BY_TIMESTAMP)
    if parameters.get("AggregateBy", _AGGREGATED) != _AGGREGATED:
        raise invalid_parameters(f"the stand-in aggregates by {_AGGREGATED} only.")
    job = call.jobs.find(api.name, parameters["JobId"])
    asked = job.order.parameters
    answer: Document = {
        "JobStatus": job.status.value,
        "JobId": job.job_id,
        "Video": asked["Video"],
        api.rows_member: [],
        "GetRequestMetadata": {"SortBy": sort_by, "AggregateBy": _AGGREGATED},
    }
    if "JobTag" in asked:
        answer["JobTag"] = asked["JobTag"]
    if job.status_message:
        answer["StatusMessage"] = job.status_message
    if job.status is JobStatus.SUCCEEDED and job.order.movie is not None:
        answer["VideoMetadata"] = _metadata(job.order.movie)
        answer[api.version_member] = job.order.model_version
        answer |= _page(api, call, job, sort_by)
    return answer


def _page(api: VideoApi, call: Call, job: Job, sort_by: str) -> Document:
    rows = job.order.rows
    start = _start(call, job, sort_by)
    most = min(call.parameters.get("MaxResults", MOST_RESULTS), MOST_RESULTS)
    page: Document = {api.rows_member: rows.page(start, most, sort_by)}
    if start + most < len(rows):
        page["NextToken"] = page_token(job.job_id, sort_by, start + most, call.jobs.now())
    return page


def _start(call: Call, job: Job, sort_by: str) -> int:
    token = call.parameters.get("NextToken")
    if token is None:
        return 0
    start = start_of(token, job.job_id, sort_by, call.jobs.now())
    if call.jobs.faults.refuses_page():
        raise Refusal("InvalidPaginationTokenException", "Pagination token has expired, as told.")
    return start


def _metadata(movie: Movie) -> Document:
    return {
        "Codec": "h264",
        "DurationMillis": movie.duration_ms,
        "Format": "QuickTime / MOV",
        "FrameRate": movie.frame_rate,
        "FrameHeight": movie.height,
        "FrameWidth": movie.width,
        "ColorRange": "LIMITED",
    }


def _moderation_rows(sight: Sight, parameters: Document) -> list[tuple[str, Document]]:
    seen = sight.moderation
    types = seen["ContentTypes"]
    return [
        (row["Name"], {"ModerationLabel": row, "ContentTypes": types})
        for row in at_least(_least(parameters), seen["ModerationLabels"])
    ]


def _label_rows(sight: Sight, parameters: Document) -> list[tuple[str, Document]]:
    rows = wanted(at_least(_least(parameters), sight.labels["Labels"]), parameters)
    return [(row["Name"], {"Label": row}) for row in rows]


def _version(api: VideoApi, timeline: Timeline) -> str:
    seen = timeline[0].sight if timeline else Sight()
    return str(api.answer(seen)[api.version_member])


def _least(parameters: Document) -> float:
    return float(parameters.get("MinConfidence", DEFAULT_VIDEO_CONFIDENCE))


CONTENT_MODERATION = VideoApi(
    name="ContentModeration",
    rows_member="ModerationLabels",
    version_member="ModerationModelVersion",
    answer=lambda sight: sight.moderation,
    rows=_moderation_rows,
)
LABEL_DETECTION = VideoApi(
    name="LabelDetection",
    rows_member="Labels",
    version_member="LabelModelVersion",
    answer=lambda sight: sight.labels,
    rows=_label_rows,
)
