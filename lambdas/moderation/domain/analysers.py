"""The registry of analysers: which Rekognition call each one is, and how its answer is read.

Adding an analyser is one entry in `ANALYSERS` and its reader; the policy language, the permissions
and the adapter follow from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lambdas.moderation.domain import analyser_answers
from lambdas.moderation.domain.findings import Analysis


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
class Analyser:
    """One call to Amazon Rekognition that yields findings.

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
    uses_taxonomy: bool = False
    gives_content_types: bool = False
    required: bool = False

    def request(self, parameters: Mapping[str, float | int]) -> dict[str, float | int]:
        """The arguments of the API call beside `Image`; what is not given takes its default."""
        return {
            parameter.api_name: parameters.get(parameter.name, parameter.default)
            for parameter in self.parameters
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
)

ANALYSERS: Mapping[str, Analyser] = {each.name: each for each in (MODERATION_LABELS, LABELS)}
"""Every analyser by its name in the policy."""

BY_WORD: Mapping[str, Analyser] = {each.word: each for each in ANALYSERS.values()}
"""Every analyser by the word with which a rule reads it."""
