"""Metrics as CloudWatch reads them from the log."""

import json
import threading
from typing import Any

import pytest

from lambdas.moderation.runtime.metrics import EmfCounter


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> EmfCounter:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "screen-upload")
    return EmfCounter({"STAGE": "dev"})


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_invocation_writes_one_line(
    counter: EmfCounter, capsys: pytest.CaptureFixture[str]
) -> None:
    with counter:
        counter.count("ContentsScreened")
        counter.count("ContentsScreened", 2)
        counter.count("UnenforcedOverdue", 0)
    (line,) = written(capsys)
    (told,) = line["_aws"]["CloudWatchMetrics"]
    assert told["Namespace"] == "ContentModeration"
    assert sorted(told["Dimensions"][0]) == ["service", "stage"]
    assert (line["service"], line["stage"]) == ("screen-upload", "dev")
    assert line["ContentsScreened"] == [3.0]
    assert line["UnenforcedOverdue"] == [0.0]


def test_the_next_invocation_starts_from_nothing_with_the_same_dimensions(
    counter: EmfCounter, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        with counter:
            counter.count("ContentsHeld")
    first, second = written(capsys)
    assert second["ContentsHeld"] == [1.0]
    assert second["_aws"]["CloudWatchMetrics"] == first["_aws"]["CloudWatchMetrics"]


def test_nothing_counted_writes_nothing(
    counter: EmfCounter, capsys: pytest.CaptureFixture[str]
) -> None:
    with counter:
        pass
    assert written(capsys) == []


def test_what_was_counted_before_an_exception_is_written(
    counter: EmfCounter, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ZeroDivisionError), counter:
        counter.count("ContentsHeld")
        raise ZeroDivisionError
    assert written(capsys)[0]["ContentsHeld"] == [1.0]


def test_threads_count_together(counter: EmfCounter, capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> None:
        for _ in range(500):
            counter.count("SentBack")

    with counter:
        threads = [threading.Thread(target=run) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
    assert written(capsys)[0]["SentBack"] == [5000.0]
