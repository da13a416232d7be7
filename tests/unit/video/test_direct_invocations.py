"""A function that is invoked directly tells its failures as a batch does, and raises them."""

import io
import itertools
import json
from types import SimpleNamespace
from typing import Any, Self

import pytest
from aws_lambda_powertools import Logger

from lambdas.moderation.domain.errors import Misconfigured, Permanent, Retryable
from lambdas.moderation.runtime.direct import run_directly
from lambdas.start_video_job import handler as start_video_job
from tests.fakes import FakeCounter
from tests.unit.video.world import World

CONTEXT: Any = SimpleNamespace(
    aws_request_id="request-1", get_remaining_time_in_millis=lambda: 60_000
)
_NUMBERS = itertools.count()


class Invocation(FakeCounter):
    """A counter that is also the context of an invocation, as that of the handlers."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def counter() -> Invocation:
    return Invocation()


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(log: io.StringIO) -> Logger:
    return Logger(service=f"direct-{next(_NUMBERS)}", stream=log)


def test_what_the_work_gives_is_given(counter: Invocation, logger: Logger) -> None:
    assert run_directly(lambda: {"done": True}, CONTEXT, counter, logger) == {"done": True}
    assert len(counter) == 0


@pytest.mark.parametrize(
    ("error", "level", "ours"),
    [
        (Retryable("Later.", code="later"), "WARNING", 0),
        (Misconfigured("Not allowed.", code="access-denied"), "ERROR", 1),
        (Permanent("Unreadable.", code="unreadable-request"), "ERROR", 1),
        (ZeroDivisionError("jane-doe.mp4"), "ERROR", 1),
    ],
)
def test_a_failure_is_raised_as_it_is_logged_without_the_data_and_counted_if_it_is_ours(
    error: Exception, level: str, ours: int, counter: Invocation, logger: Logger, log: io.StringIO
) -> None:
    def work() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        run_directly(work, CONTEXT, counter, logger)
    assert raised.value is error
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["level"], line["record_id"], line["request_id"]) == (level, *["request-1"] * 2)
    assert "jane-doe" not in log.getvalue()
    assert counter["ConfigurationErrors"] == ours


def test_a_dispatch_that_fails_is_counted_and_logged_and_not_raised(
    counter: Invocation, logger: Logger, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    refused = Misconfigured("Not allowed.", code="access-denied")
    world.jobs.trouble.before("waiting", refused)
    monkeypatch.setattr(start_video_job, "_wired", lambda: (world.start, counter))
    monkeypatch.setattr(start_video_job, "logger", lambda: logger)
    start_video_job.handler({"dispatch": True}, CONTEXT)
    assert counter["ConfigurationErrors"] == 1
    assert json.loads(log.getvalue())["code"] == "access-denied"


def test_a_job_that_cannot_be_recorded_is_the_workflows_to_hear(
    counter: Invocation, logger: Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    monkeypatch.setattr(start_video_job, "_wired", lambda: (world.start, counter))
    monkeypatch.setattr(start_video_job, "logger", lambda: logger)
    with pytest.raises(Permanent):
        start_video_job.handler({"content_id": "unreadable"}, CONTEXT)
