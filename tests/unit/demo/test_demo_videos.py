"""What the demo shows of videos: where they stand, and what was seen in them, and when."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.findings import Evidence, Finding, Span
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Action, Reason, Status
from lambdas.moderation.domain.video_jobs import (
    JobFailure,
    JobKey,
    VideoJob,
    failed,
    recorded,
    succeeded,
    with_slot,
    with_start,
)
from local.demo.journeys import Journeys, Uploaded
from local.demo.timelines import Screened, bar, when
from local.demo.watching import Step, Watch, place
from samples.catalogue import SAMPLES
from tests.fakes.contents import FakeContents
from tests.fakes.video_jobs import FakeVideoJobs

if TYPE_CHECKING:
    from local.demo.stage import Stage

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CONTENT = Content("bucket", "clip.mp4", "v1")
STATE = ContentState(content=CONTENT, upload=Upload(), status=Status.SCREENING, started=1)
WAITING = recorded(
    JobKey(CONTENT.content_id, 1, "moderation_labels"), branch="b", parameters={}, now=NOON
)
STARTING = with_slot(WAITING, 1, NOON)
RUNNING = with_start(STARTING, "job-1", look_at=NOON)
FIGHT = Finding("moderation_labels", "Graphic Violence", 95.0, spans=(Span(5_000, 7_000, 95, 90),))
POKER = Finding(
    "moderation_labels", "Gambling", 91.0, spans=(Span(0, 0, 91, 91), Span(0, 0, 91, 91, 80))
)
REJECT = Reason(rule="graphic-violence", action=Action.REJECT, text="so", findings=(FIGHT,))
VIDEO = Screened(
    key="clip.mp4",
    status=Status.REJECTED,
    reasons=(REJECT,),
    evidence=Evidence((FIGHT, POKER), duration_ms=10_000),
)


class FakeStage:
    """What a watch looks at: the table, in memory."""

    def __init__(self) -> None:
        self.contents = FakeContents()
        self.jobs = FakeVideoJobs()


def printed(what: Screened, width: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(what)
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("jobs", "words"),
    [
        ((), "workflow started"),
        ((WAITING,), "moderation labels waiting"),
        ((STARTING,), "moderation labels starting"),
        ((RUNNING,), "moderation labels running"),
        ((RUNNING, succeeded(RUNNING, "1")), "moderation labels running, moderation labels done"),
        ((failed(RUNNING, JobFailure("c", "t")), WAITING), "moderation labels failed, moderation"),
        ((succeeded(RUNNING, "job-1"),), "jobs over: results are read and judged"),
    ],
)
def test_a_video_in_its_workflow_says_how_each_job_stands(
    jobs: tuple[VideoJob, ...], words: str
) -> None:
    assert place(STATE, jobs).startswith(words)


def test_before_and_after_its_workflow_a_video_says_so() -> None:
    assert place(None, ()) == "on its way in"
    judged = replace(STATE, status=Status.APPROVED, revision=1)
    assert place(judged, (RUNNING,)).startswith("verdict recorded")


def test_a_watch_tells_every_step_once_and_is_not_put_off_by_a_failing_look() -> None:
    stage = FakeStage()
    journeys = Journeys(cast("Stage", stage), {"one": SAMPLES["clean-video"]})
    journeys.uploaded["one"] = Uploaded(content=CONTENT, at=0.0)
    watch = Watch(journeys)
    watch.look()
    assert list(watch.news()) == []
    stage.contents.save(STATE)
    stage.contents.trouble.before("load")
    for _ in range(3):
        watch.look()
    stage.jobs.save(WAITING)
    watch.look()
    places = ["workflow started", "moderation labels waiting"]
    assert [each.place for each in watch.news()] == places
    assert list[Step](watch.news()) == []
    assert watch.places == {"one": places[-1]}


@given(
    start=st.integers(0, 10_000),
    length=st.integers(0, 10_000),
    duration=st.integers(1, 10_000),
    cells=st.integers(1, 140),
)
def test_a_bar_has_its_cells_and_at_least_one_marked_wherever_the_span(
    start: int, length: int, duration: int, cells: int
) -> None:
    line = bar([Span(start, start + length, 90, 90)], duration, cells, "-#")
    assert len(line) == cells
    assert re.fullmatch("-*#+-*", line)


def test_a_bar_marks_where_it_was_seen() -> None:
    spans = [Span(0, 0, 90, 90), Span(5_000, 6_900, 90, 90)]
    assert bar(spans, 10_000, 10, "-#") == "#----##---"


def test_places_are_told_as_a_player_shows_them() -> None:
    moment, stretch = Span(65_000, 65_400, 90, 90), Span(65_000, 71_000, 90, 90)
    assert [when(each) for each in ((moment,), (stretch,), (stretch, moment), ())] == [
        "1:05",
        "1:05-1:11",
        "1:05-1:11 +1",
        "",
    ]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_video_shows_what_was_seen_when_and_which_rule_made_what_of_it(width: int) -> None:
    heading, fight, poker = printed(VIDEO, width)
    assert heading == "clip.mp4: rejected, 0:10 long"
    assert fight.split()[:4] == ["Graphic", "Violence", "95", "%"]
    assert fight.endswith("reject: graphic-violence")
    assert poker.split()[:4] == ["Gambling", "91", "%", "0:00"]
    assert poker.endswith("no rule applies")
    assert fight.index("─") == poker.index("█")
    assert all(cell_len(line) <= width for line in (heading, fight, poker))


@pytest.mark.parametrize("width", [80, 100])
def test_odd_labels_and_many_of_them_stay_in_their_lines(width: int) -> None:
    found = tuple(replace(FIGHT, label=f"\x1b[2J{'🌻' * 40}{number}") for number in range(9))
    rule = replace(REJECT, rule="r" * 90, findings=found)
    lines = printed(replace(VIDEO, reasons=(rule,)), width)
    assert len(lines) == 8
    assert lines[-1] == "  and 5 more"
    assert all(cell_len(line) <= width for line in lines)
    assert "\x1b" not in "".join(lines)


def test_a_video_that_could_not_be_watched_shows_the_reason() -> None:
    held = Reason(rule="held-x", action=Action.REVIEW, text="It could\x1b not be read.")
    video = Screened(key="a\x1b.mp4", status=Status.IN_REVIEW, reasons=(held,), evidence=Evidence())
    assert printed(video, 80) == ["a\\x1b.mp4: in review", "  It could\\x1b not be read."]
