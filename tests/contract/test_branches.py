"""What resuming a branch promises, held against the fake and the adapter behind a Stubber."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws.branches import StatesBranches
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.video_jobs import JobFailure, JobKey
from lambdas.moderation.ports.video import Branches
from tests.contract.examples import content
from tests.fakes.branches import FakeBranches, Resumed

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from tests.contract.conftest import Aws

KEY = JobKey(content().content_id, 1, "labels")
FAILURE = JobFailure("video-unreadable", "Unsupported codec: VP9. \N{GRINNING FACE}")
ANSWERS: dict[str, Callable[[Branches], None]] = {
    "send_task_success": lambda branches: branches.succeed("token", KEY, "job-1"),
    "send_task_failure": lambda branches: branches.fail("token", FAILURE),
}
WAITS_NO_MORE = ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"]


@pytest.fixture(scope="module")
def client(aws: "Aws") -> "SFNClient":
    return boto3.client("stepfunctions", region_name=aws.sqs.meta.region_name)


@pytest.fixture
def stubber(client: "SFNClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


class TestBranches:
    @pytest.mark.parametrize("answer", ANSWERS)
    def test_a_branch_that_waits_no_more_is_no_error(
        self, client: "SFNClient", stubber: Stubber, answer: str
    ) -> None:
        fake = FakeBranches(over={"token"})
        ANSWERS[answer](fake)
        assert (len(fake), fake.attempts) == (0, 1)
        for code in WAITS_NO_MORE:
            stubber.add_client_error(answer, code, http_status_code=400)
            ANSWERS[answer](StatesBranches(client))

    def test_the_fake_keeps_the_first_answer(self) -> None:
        fake = FakeBranches()
        fake.succeed("token", KEY, "job-1")
        fake.fail("token", FAILURE)
        fake.fail("other", FAILURE)
        assert fake["token"] == Resumed(key=KEY, job_id="job-1")
        assert fake["other"] == Resumed(failure=FAILURE)
        assert "third" not in fake


class TestStatesBranches:
    def test_success_gives_the_analyser_and_its_job(
        self, client: "SFNClient", stubber: Stubber
    ) -> None:
        output = '{"analyser": "labels", "job_id": "job-1"}'
        stubber.add_response("send_task_success", {}, {"taskToken": "token", "output": output})
        StatesBranches(client).succeed("token", KEY, "job-1")

    def test_failure_gives_its_class_and_its_words(
        self, client: "SFNClient", stubber: Stubber
    ) -> None:
        cause = json.dumps({"code": FAILURE.code, "text": FAILURE.text})
        asked = {"taskToken": "token", "error": "VideoJobFailed", "cause": cause}
        stubber.add_response("send_task_failure", {}, asked)
        StatesBranches(client).fail("token", FAILURE)

    @given(
        code=st.text(max_size=50),
        text=st.text(max_size=30),
        times=st.integers(min_value=1, max_value=3_000),
    )
    def test_any_failure_fits_and_can_be_read(
        self, client: "SFNClient", code: str, text: str, times: int
    ) -> None:
        sent: list[dict[str, Any]] = []

        def note(params: dict[str, Any], **_: object) -> None:
            sent.append(dict(params))

        event = "before-parameter-build.sfn.SendTaskFailure"
        client.meta.events.register(event, note)
        with Stubber(client) as stubber:
            stubber.add_response(
                "send_task_failure", {}, {"taskToken": "t", "error": ANY, "cause": ANY}
            )
            StatesBranches(client).fail("t", JobFailure(code * times, text * times))
        client.meta.events.unregister(event, note)
        cause = sent[0]["cause"]
        assert len(cause) <= 32_768
        assert len(sent[0]["error"]) <= 256
        read = json.loads(cause)
        assert (code * times).startswith(read["code"])
        assert (text * times).startswith(read["text"])

    @pytest.mark.parametrize("answer", ANSWERS)
    @pytest.mark.parametrize(
        ("code", "kind"),
        [("ThrottlingException", Retryable), ("AccessDeniedException", Misconfigured)],
    )
    def test_an_answer_that_does_not_get_through_is_an_error(
        self,
        client: "SFNClient",
        stubber: Stubber,
        answer: str,
        code: str,
        kind: type[Retryable],
    ) -> None:
        stubber.add_client_error(answer, code, http_status_code=400)
        with pytest.raises(kind) as raised:
            ANSWERS[answer](StatesBranches(client))
        assert type(raised.value) is kind
