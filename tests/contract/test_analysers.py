"""What the analysers promise, held against the fake and the adapter behind a Stubber."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from lambdas.moderation.aws.rekognition import RekognitionAnalysers
from lambdas.moderation.domain.errors import Gone, Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.findings import Finding
from tests.contract.examples import content
from tests.fakes import FakeAnalysers, FakeUploads

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

    from lambdas.moderation.ports import Analysers
    from tests.contract.conftest import Aws

IMAGE = {
    "S3Object": {
        "Bucket": content().bucket,
        "Name": content().key,
        "Version": content().version_id,
    }
}
CLEAN = {"ModerationLabels": [], "ModerationModelVersion": "7.0", "ContentTypes": []}
DOG = {
    "Labels": [{"Name": "Dog", "Confidence": 99.0, "Parents": [{"Name": "Pet"}]}],
    "LabelModelVersion": "3.0",
}


@dataclass
class Rig:
    """The adapter with a scripted service, and a clock that only sleeping moves."""

    client: "RekognitionClient"
    stubber: Stubber
    uploads: FakeUploads = field(default_factory=FakeUploads)
    now: float = 100.0
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.analysers = RekognitionAnalysers(
            self.client,
            self.uploads,
            image_tps=5,
            clock=lambda: self.now,
            sleep=self.sleep,
            random=lambda: 1.0,
        )

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def answer(self, operation: str, answer: dict[str, Any], **asked: float) -> None:
        expected = {"Image": IMAGE, **asked} if asked else None
        self.stubber.add_response(operation, answer, expected)

    def refuse(self, code: str, status: int = 400, *, times: int = 1) -> None:
        for _ in range(times):
            self.stubber.add_client_error("detect_moderation_labels", code, http_status_code=status)

    def screen(self) -> None:
        self.analysers.analyse("moderation_labels", content(), {})


@pytest.fixture
def rig(aws: "Aws") -> Iterator[Rig]:
    with Stubber(aws.rekognition) as stubber:
        yield Rig(aws.rekognition, stubber)
        stubber.assert_no_pending_responses()


class TestAnalysers:
    def test_a_fake_and_the_service_tell_findings_alike(self, rig: Rig) -> None:
        fake = FakeAnalysers(model_version="3.0")
        fake.find("labels", Finding("labels", "Dog", 99.0, ("Pet",)))
        rig.answer("detect_labels", DOG)
        both: tuple[Analysers, Analysers] = fake, rig.analysers
        told = [each.analyse("labels", content(), {}) for each in both]
        assert told[0] == told[1]

    def test_a_fake_and_the_service_find_nothing_alike(self, rig: Rig) -> None:
        rig.answer("detect_moderation_labels", CLEAN)
        both: tuple[Analysers, Analysers] = FakeAnalysers(), rig.analysers
        told = [each.analyse("moderation_labels", content(), {}) for each in both]
        assert told[0] == told[1]


class TestRekognition:
    def test_asks_for_exactly_that_version_with_the_policys_parameters(self, rig: Rig) -> None:
        rig.answer("detect_moderation_labels", CLEAN, MinConfidence=40)
        rig.analysers.analyse("moderation_labels", content(), {"min_confidence": 40})
        rig.answer("detect_labels", DOG, MinConfidence=60.5, MaxLabels=20)
        rig.analysers.analyse("labels", content(), {"min_confidence": 60.5, "max_labels": 20})

    def test_tries_three_times_with_growing_pauses(self, rig: Rig) -> None:
        rig.refuse("InternalServerError", 500, times=2)
        rig.answer("detect_moderation_labels", CLEAN)
        rig.screen()
        assert [pause for pause in rig.pauses if pause >= 1] == [1.0, 2.0]

    def test_leaves_the_rest_to_the_queue_after_three_attempts(self, rig: Rig) -> None:
        rig.refuse("ThrottlingException", times=3)
        with pytest.raises(Retryable) as raised:
            rig.screen()
        assert raised.value.code == "throttling"
        assert not isinstance(raised.value, Misconfigured)

    def test_tries_again_after_no_answer(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        def no_answer(**_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://rekognition")

        monkeypatch.setattr(rig.client, "detect_moderation_labels", no_answer)
        with pytest.raises(Retryable):
            rig.screen()
        assert len(rig.pauses) >= 2

    @pytest.mark.parametrize(
        ("code", "kind", "told"),
        [
            ("AccessDeniedException", Misconfigured, "access-denied"),
            ("InvalidImageFormatException", Permanent, "invalid-image-format"),
            ("ImageTooLargeException", Permanent, "image-too-large"),
            ("InvalidParameterException", Permanent, "invalid-parameter"),
        ],
    )
    def test_asks_only_once_where_asking_again_is_no_help(
        self, rig: Rig, code: str, kind: type[Retryable | Permanent], told: str
    ) -> None:
        rig.refuse(code)
        with pytest.raises(kind) as raised:
            rig.screen()
        assert raised.value.code == told
        assert rig.pauses == []

    def test_a_refused_reference_to_a_missing_object_is_gone(self, rig: Rig) -> None:
        rig.refuse("InvalidS3ObjectException")
        with pytest.raises(Gone):
            rig.screen()

    @pytest.mark.parametrize("forbidden", [False, True])
    def test_a_refused_reference_to_an_object_that_is_there_is_our_set_up(
        self, rig: Rig, forbidden: bool
    ) -> None:
        rig.uploads.put(content(), b"jpeg")
        rig.uploads.forbidden = forbidden
        rig.refuse("InvalidS3ObjectException")
        with pytest.raises(Misconfigured):
            rig.screen()

    def test_looking_again_may_itself_have_to_wait(self, rig: Rig) -> None:
        rig.uploads.trouble.before("read")
        rig.refuse("InvalidS3ObjectException")
        with pytest.raises(Retryable) as raised:
            rig.screen()
        assert not isinstance(raised.value, Misconfigured)

    def test_every_attempt_takes_its_turn(self, rig: Rig) -> None:
        for _ in range(11):
            rig.answer("detect_moderation_labels", CLEAN)
        before = rig.now
        for _ in range(11):
            rig.screen()
        assert rig.now - before == pytest.approx(2.0)

    def test_each_operation_has_a_pace_of_its_own(self, rig: Rig) -> None:
        rig.answer("detect_moderation_labels", CLEAN)
        rig.answer("detect_labels", DOG)
        rig.screen()
        rig.analysers.analyse("labels", content(), {})
        assert rig.pauses == []

    def test_throttling_slows_the_next_calls(self, rig: Rig) -> None:
        rig.refuse("ProvisionedThroughputExceededException")
        for _ in range(11):
            rig.answer("detect_moderation_labels", CLEAN)
        rig.screen()
        before = rig.now
        for _ in range(10):
            rig.screen()
        assert rig.now - before > 1.5 * (10 - 0.9 * 5) / 5, (
            "slower than ten calls with idle time made up for"
        )
