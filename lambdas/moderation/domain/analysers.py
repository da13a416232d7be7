"""The registry of analysers: which Rekognition calls each one is, and how their answers are read.

Adding an analyser is one entry in `ANALYSERS` and its reader; the policy language, the permissions
and the adapter follow from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lambdas.moderation.domain import analyser_answers, video_answers
from lambdas.moderation.domain.findings import Analysis, VideoPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a policy may set on an analyser: `least` to `most`, `default` where it says nothing.

    `api_name` is the argument of the API call; a whole number where `whole`, else percent.
    """

    name: str
    api_name: str
    least: int
    most: int
    default: int
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoCalls:
    """How the same analyser looks at a video: `start` begins a job, `get` reads its results.

    `parameters` are those of the analyser that `start` knows too.
    """

    start: str
    get: str
    parameters: tuple[str, ...]
    reader: Callable[[Mapping[str, object]], VideoPage]

    @property
    def start_action(self) -> str:
        """The IAM action that starting a job takes."""
        return f"rekognition:{self.start}"

    @property
    def get_action(self) -> str:
        """The IAM action that reading results takes."""
        return f"rekognition:{self.get}"

    def read(self, response: Mapping[str, object]) -> VideoPage:
        """One page of the service's answer. Pure; raises `Permanent` as `Analyser.read` does."""
        return self.reader(response)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyser:
    """One call to Amazon Rekognition that yields findings, and its counterpart for videos.

    `word` is how a rule names this analyser's labels (`label: Weapons`). `uses_taxonomy`: they are
    the moderation taxonomy's, so that a name which is not there is unknown and reviewed; otherwise
    its vocabulary is open. `gives_content_types`: its findings say `Animated` or `Illustrated`.
    `required`: no policy may turn it off.
    """

    name: str
    word: str
    operation: str
    iam_action: str
    parameters: tuple[Parameter, ...]
    reader: Callable[[Mapping[str, object]], Analysis]
    video: VideoCalls
    uses_taxonomy: bool = False
    gives_content_types: bool = False
    required: bool = False

    def request(self, parameters: Mapping[str, float | int]) -> dict[str, float | int]:
        """The arguments of the API call beside `Image`; what is not given takes its default."""
        return {
            parameter.api_name: parameters.get(parameter.name, parameter.default)
            for parameter in self.parameters
        }

    def video_request(self, parameters: Mapping[str, float | int]) -> dict[str, float | int]:
        """The same for the call that starts a video job, beside `Video`."""
        return {
            parameter.api_name: parameters.get(parameter.name, parameter.default)
            for parameter in self.parameters
            if parameter.name in self.video.parameters
        }

    def read(self, response: Mapping[str, object]) -> Analysis:
        """The findings in the service's answer. Pure.

        Fields that the service may leave out may be missing; anything else that is not as
        documented raises `Permanent` with the code `unreadable-answer`.
        """
        return self.reader(response)


MIN_CONFIDENCE = "min_confidence"


def _min_confidence(default: int) -> Parameter:
    return Parameter(
        name=MIN_CONFIDENCE, api_name="MinConfidence", least=0, most=100, default=default
    )


MODERATION_LABELS = Analyser(
    name="moderation_labels",
    word="label",
    operation="DetectModerationLabels",
    iam_action="rekognition:DetectModerationLabels",
    parameters=(_min_confidence(50),),
    reader=analyser_answers.moderation_labels,
    video=VideoCalls(
        start="StartContentModeration",
        get="GetContentModeration",
        parameters=(MIN_CONFIDENCE,),
        reader=video_answers.content_moderation,
    ),
    uses_taxonomy=True,
    gives_content_types=True,
    required=True,
)

LABELS = Analyser(
    name="labels",
    word="detected",
    operation="DetectLabels",
    iam_action="rekognition:DetectLabels",
    parameters=(
        _min_confidence(55),
        Parameter(
            name="max_labels", api_name="MaxLabels", least=1, most=1000, default=50, whole=True
        ),
    ),
    reader=analyser_answers.labels,
    video=VideoCalls(
        start="StartLabelDetection",
        get="GetLabelDetection",
        parameters=(MIN_CONFIDENCE,),
        reader=video_answers.label_detection,
    ),
)

ANALYSERS: Mapping[str, Analyser] = {each.name: each for each in (MODERATION_LABELS, LABELS)}
"""Every analyser by its name in the policy."""

BY_WORD: Mapping[str, Analyser] = {each.word: each for each in ANALYSERS.values()}
"""Every analyser by the word with which a rule reads it."""
