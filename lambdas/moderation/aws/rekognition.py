"""Amazon Rekognition's image calls, by S3 reference with the version; no bytes pass through us."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lambdas.moderation.aws.errors import REKOGNITION
from lambdas.moderation.aws.pacing import Pacer
from lambdas.moderation.aws.rekognition_calls import RekognitionCalls, reference_to
from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Analysis
from lambdas.moderation.ports import Uploads

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient


class RekognitionAnalysers:
    """Implements `Analysers` for everything in the registry.

    Every attempt of every call takes its turn with the `Pacer` of its operation, one a process;
    `image_tps` is this worker's calls a second for each operation. `clock`, `sleep` (seconds) and
    `random` (0 to 1) are those of the standard library.
    """

    def __init__(
        self,
        client: "RekognitionClient",
        uploads: Uploads,
        *,
        image_tps: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
    ) -> None:
        self._uploads = uploads
        pacers = {
            each.operation: Pacer(image_tps, clock=clock, sleep=sleep)
            for each in ANALYSERS.values()
        }
        self._calls = RekognitionCalls(
            client, _OwnPace(pacers), REKOGNITION, sleep=sleep, random=random
        )

    def analyse(
        self, analyser: str, content: Content, parameters: Mapping[str, float | int]
    ) -> Analysis:
        """As the port says; at most three calls, each of which AWS may bill."""
        known = ANALYSERS[analyser]
        arguments = {"Image": reference_to(content), **known.request(parameters)}
        answer = self._calls.answer_about(content, self._uploads, known.operation, arguments)
        return known.read(answer)


class _OwnPace:
    """The turns of one process, which knows nothing of the others."""

    def __init__(self, pacers: Mapping[str, Pacer]) -> None:
        self._pacers = pacers

    def wait(self, operation: str) -> None:
        self._pacers[operation].wait()

    def throttled(self, operation: str) -> None:
        self._pacers[operation].throttled()
