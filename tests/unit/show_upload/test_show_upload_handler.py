"""The function that shows uploads, as Lambda invokes it: what it answers, raises and logs."""

from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.show_upload import handler as function
from tests.unit.show_upload.test_show_upload import ORIGINAL, PREVIEW, Rig

CONTEXT: Any = SimpleNamespace(aws_request_id="request-1")


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "show-upload")
    rig = Rig()
    monkeypatch.setattr(function, "_wired", lambda: (rig.use_case, EmfCounter({"STAGE": "dev"})))
    return rig


def test_a_link_is_answered_and_written_nowhere(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.reveal()
    answer = function.handler(ORIGINAL, CONTEXT)
    assert answer["url"]
    told = capsys.readouterr()
    assert "uploads.example" not in told.out + told.err
    assert "uploads.example" not in str(rig.told)


def test_a_refusal_is_an_answer_and_no_fault(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    assert "refused" in function.handler(ORIGINAL, CONTEXT)
    assert "ERROR" not in capsys.readouterr().out


def test_who_asks_is_told_the_class_of_a_fault_and_operators_are_alarmed(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.uploads.forbidden = True
    with pytest.raises(Misconfigured):
        function.handler(PREVIEW, CONTEXT)
    assert '"ConfigurationErrors":[1.0]' in capsys.readouterr().out


@pytest.mark.parametrize("event", [None, [], "preview", {"want": "preview"}])
def test_anything_else_is_refused(rig: Rig, event: object) -> None:
    told: Any = function.handler(event, CONTEXT)
    assert told["refused"]["code"] == "bad-request"
    assert rig.uploads.reads == []
