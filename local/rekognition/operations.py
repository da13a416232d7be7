"""The operations that the stand-in simulates: one entry in `OPERATIONS` each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from local.rekognition.call import Call
from local.rekognition.input_image import look_at
from local.rekognition.label_filters import at_least, wanted
from local.rekognition.model import Document
from local.rekognition.refusals import Refusal, invalid_parameters
from local.rekognition.sight import Sight
from local.rekognition.video_operations import (
    CONTENT_MODERATION,
    LABEL_DETECTION,
    get_results,
    start_job,
)

# Defaults: the API reference of either operation, parameter MinConfidence (and MaxLabels).
DEFAULT_MODERATION_CONFIDENCE = 50.0
DEFAULT_LABELS_CONFIDENCE = 55.0
DEFAULT_MAX_LABELS = 1000


@dataclass(frozen=True, slots=True)
class Operation:
    """One API operation. `respond` gets valid parameters and raises `Refusal`."""

    name: str
    respond: Callable[[Call], Document]

    @property
    def iam_action(self) -> str:
        """What the caller must be allowed, on `*`."""
        return f"rekognition:{self.name}"


def detect_moderation_labels(call: Call) -> Document:
    """The script's moderation labels from `MinConfidence` on; content types are never left out."""
    parameters = call.parameters
    if "HumanLoopConfig" in parameters:
        raise invalid_parameters("the stand-in has no human loops (Amazon A2I).")
    if "ProjectVersion" in parameters:
        raise Refusal("ResourceNotFoundException", "The stand-in has no moderation adapters.")
    least = parameters.get("MinConfidence", DEFAULT_MODERATION_CONFIDENCE)
    seen = _look(call).moderation
    return {**seen, "ModerationLabels": at_least(least, seen["ModerationLabels"])}


def detect_labels(call: Call) -> Document:
    """The script's general labels from `MinConfidence` on, filtered, the surest `MaxLabels`."""
    parameters = call.parameters
    if "IMAGE_PROPERTIES" in parameters.get("Features", ()):
        raise invalid_parameters("the stand-in has no IMAGE_PROPERTIES.")
    least = parameters.get("MinConfidence", DEFAULT_LABELS_CONFIDENCE)
    seen = _look(call).labels
    kept = wanted(at_least(least, seen["Labels"]), parameters)
    kept.sort(key=lambda row: -row["Confidence"])
    return {**seen, "Labels": kept[: parameters.get("MaxLabels", DEFAULT_MAX_LABELS)]}


def _look(call: Call) -> Sight:
    return look_at(call.parameters["Image"], caller=call.caller, region=call.region)


OPERATIONS: Mapping[str, Operation] = {
    each.name: each
    for each in (
        Operation("DetectModerationLabels", detect_moderation_labels),
        Operation("DetectLabels", detect_labels),
        Operation("StartContentModeration", partial(start_job, CONTENT_MODERATION)),
        Operation("GetContentModeration", partial(get_results, CONTENT_MODERATION)),
        Operation("StartLabelDetection", partial(start_job, LABEL_DETECTION)),
        Operation("GetLabelDetection", partial(get_results, LABEL_DETECTION)),
    )
}
"""Every simulated operation by its name."""
