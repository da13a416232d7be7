"""The function: what it answers, what it raises, and when it stops reading."""

from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.decide_video import handler as function
from lambdas.moderation.domain.errors import Misconfigured, Permanent
from lambdas.moderation.runtime.metrics import EmfCounter
from tests.unit.decide_video.rig import Rig, weapons


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "decide-video")
    rig = Rig()
    rig.analysers.rows_a_page = 1
    rig.analysers.sight("moderation_labels", *weapons(0, 1))
    monkeypatch.setattr(function, "_wired", lambda: (rig.use_case, EmfCounter({"STAGE": "dev"})))
    return rig


def context(remaining_ms: int) -> Any:
    return SimpleNamespace(aws_request_id="r-1", get_remaining_time_in_millis=lambda: remaining_ms)


@pytest.mark.parametrize(("remaining_ms", "done"), [(60_000, False), (60_001, True)])
def test_reading_stops_a_minute_before_the_function_is_stopped(
    rig: Rig, remaining_ms: int, done: bool
) -> None:
    assert function.handler(rig.request(), context(remaining_ms)) == {"done": done}
    assert rig.state().screened == int(done)


def test_the_workflow_is_told_the_class_of_an_error(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.policies.policy = None
    with pytest.raises(Misconfigured):
        function.handler(rig.request(), context(600_000))
    with pytest.raises(Permanent):
        function.handler({"content_id": "jane@example.com"}, context(600_000))
    told = capsys.readouterr().out
    assert told.count('"ConfigurationErrors":[1.0]') == 2
    assert "jane" not in told
