"""The documents: their examples are what the code does, and their names are the code's."""

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.main import get_command

from cli.main import app
from lambdas.moderation.aws.announcement import announcement
from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import Box, Finding, Span
from lambdas.moderation.domain.state import ContentState, EventKind, HistoryEvent
from lambdas.moderation.domain.verdict import Action, Reason, Severity, Status
from lambdas.screen_upload.message import Occasion, read_message
from stacks.settings import StageSettings

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONTENT = Content("uploads", "photos/cat.jpg", "K7hV1wQz0nD2mR8yX5bT")
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def json_examples() -> list[str]:
    """The architecture's JSON: event, findings in a video and a picture, a screening's request."""
    return re.findall(r"```json\n(.*?)```", ARCHITECTURE, re.DOTALL)


def test_the_event_looks_as_it_is_shown() -> None:
    upload = Upload(
        media_type=MediaType.JPEG, size=482_113, uploader_id="user-7", reference="listing-42"
    )
    weapons = Reason(
        rule="weapons",
        action=Action.REVIEW,
        text="Weapons 85 %: review from 60 %",
        severity=Severity.MEDIUM,
        category="violence",
        findings=(Finding("moderation_labels", "Weapons", 85.0, ("Violence",)),),
    )
    event = HistoryEvent(
        kind=EventKind.VERDICT,
        at=NINE,
        number=1,
        status=Status.IN_REVIEW,
        previous_status=Status.SCREENING,
        severity=Severity.MEDIUM,
        category="violence",
        reasons=(weapons,),
        decider="policy@b80a276d829b",
        policy_version="b80a276d829b",
    )
    state = ContentState(content=CONTENT, upload=upload, status=Status.IN_REVIEW, revision=1)
    assert json.loads(json_examples()[0]) == announcement(state, event)


def test_a_finding_in_a_video_looks_as_it_is_shown() -> None:
    spans = (Span(4_000, 7_500, 88.1, 86.4, 60.0), Span(61_500, 61_500, 70.2, 70.2, 60.0))
    weapons = Finding("moderation_labels", "Weapons", 88.1, ("Violence",), spans=spans)
    reason = Reason(rule="weapons", action=Action.REVIEW, text="", findings=(weapons,))
    event = HistoryEvent(
        kind=EventKind.VERDICT, at=NINE, number=1, status=Status.IN_REVIEW, reasons=(reason,)
    )
    state = ContentState(content=CONTENT, upload=Upload(), status=Status.IN_REVIEW, revision=1)
    (shown,) = announcement(state, event)["reasons"][0]["findings"]
    assert json.loads(json_examples()[1]) == shown


def test_a_finding_in_a_picture_looks_as_it_is_shown() -> None:
    child = Finding("labels", "Child", 92.0, ("Person",), boxes=(Box(0.1235, 0.25, 0.5, 0.625),))
    reason = Reason(rule="alcohol-near-a-child", action=Action.REVIEW, text="", findings=(child,))
    event = HistoryEvent(
        kind=EventKind.VERDICT, at=NINE, number=1, status=Status.IN_REVIEW, reasons=(reason,)
    )
    state = ContentState(content=CONTENT, upload=Upload(), status=Status.IN_REVIEW, revision=1)
    (shown,) = announcement(state, event)["reasons"][0]["findings"]
    assert json.loads(json_examples()[2]) == shown


def test_what_a_persons_verdict_has_more_is_told() -> None:
    event = HistoryEvent(kind=EventKind.VERDICT, at=NINE, number=2, status=Status.APPROVED)
    state = ContentState(content=CONTENT, upload=Upload(), status=Status.APPROVED, revision=2)
    of_person = dataclasses.replace(
        event, details={"clause": "allowed", "appeal": "upheld", "case": "1"}
    )
    more = announcement(state, of_person).keys() - announcement(state, event).keys()
    table = ARCHITECTURE.split("A verdict that a person reached", 1)[1].split("`event_id` is", 1)[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == more


def test_the_request_for_a_screening_is_understood_as_it_is_shown() -> None:
    message = read_message(json_examples()[3])
    assert (message.occasion, message.content, message.screening) == (Occasion.SCREEN, CONTENT, 2)


def consumer() -> Callable[[dict[str, Any], Any], None]:
    """The README's example of a consumer, ready to run."""
    (code,) = re.findall(r"```python\n(def on_verdict.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the README's own example
    on_verdict: Callable[[dict[str, Any], Any], None] = names["on_verdict"]
    return on_verdict


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (2, 2, 1)])
def test_the_shown_consumer_keeps_the_highest_revision(
    order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        table = boto3.resource("dynamodb", region_name="eu-central-1").create_table(
            TableName="verdicts",
            KeySchema=[{"AttributeName": "content_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "content_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        detail = json.loads(json_examples()[0])
        for revision in order:
            consumer()({"detail": {**detail, "revision": revision}}, table)
        (kept,) = table.scan()["Items"]
    assert kept["revision"] == 2


def test_every_setting_of_a_stage_is_explained() -> None:
    table = README.split("| setting | means |", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert told == {field.name for field in dataclasses.fields(StageSettings)} - {"stage"}


def metrics_told() -> set[str]:
    """The names in the runbook's table of metrics."""
    section = OPERATIONS.split("### Metrics", 1)[1]
    rows = re.findall(r"^\| (`[A-Z].*?) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def functions_source() -> str:
    """All that the functions are made of."""
    paths = sorted((ROOT / "lambdas").rglob("*.py"))
    return "".join(path.read_text("utf-8") for path in paths)


def test_every_metric_that_is_listed_is_counted() -> None:
    source, told = functions_source(), metrics_told()
    assert told
    assert not {name for name in told if f'"{name}"' not in source}


def test_every_metric_that_is_counted_is_listed() -> None:
    calls = re.findall(r"counter\.count\((.*)", functions_source())
    counted = {name for call in calls for name in re.findall(r'"([A-Z]\w+)"', call)}
    assert counted
    assert not counted - metrics_told()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(page: Path) -> None:
    commands: dict[str, Any] = getattr(get_command(app), "commands", {})
    for first, second in re.findall(r"moderate ([a-z]+)(?: ([a-z]+))?", code_of(page)):
        assert first in commands
        if second and hasattr(commands[first], "commands"):
            assert second in commands[first].commands


def code_of(page: Path) -> str:
    """All that stands in code in a page, a line for each."""
    return "\n".join(re.findall(r"`+([^`]+)`+", page.read_text("utf-8")))
