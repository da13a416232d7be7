"""docs/cli.md on the review desk: its examples, run one after the other, print what it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.moderation.domain.opening import opened
from lambdas.moderation.ports.desk import CaseWrite
from tests.unit.cli.office import Office

_PAGE = (Path(__file__).parents[3] / "docs" / "cli.md").read_text("utf-8")
_LEFT_OUT = "…"
Example = tuple[str, list[str]]


def examples(section: str) -> Iterator[Example]:
    """The commands in a section's console blocks, each with the lines that it prints there."""
    (text,) = re.findall(rf"^## {section}\n(.*?)^## ", _PAGE, re.MULTILINE | re.DOTALL)
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ moderate ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            yield command, lines


def hold(office: Office, key: str, severity: str, uploader_id: str) -> None:
    """A content is held, and two seconds later it has its case."""
    world, clock = office.rig.world, office.rig.clock
    clock.pass_by(seconds=-2)
    content_id = world.judge(key, severity, uploader_id=uploader_id)
    clock.pass_by(seconds=2)
    change = opened(None, world.state(content_id), world.rules, senior_only=False, now=clock.now())
    assert change
    world.cases.save(CaseWrite(case=change[0], events=change[1:]))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two cases, half an hour and twenty minutes old, and a folder to write to."""
    monkeypatch.chdir(tmp_path)
    office = Office()
    hold(office, "photos/market.jpg", "medium", "user-7")
    office.rig.clock.pass_by(minutes=10)
    hold(office, "photos/garage sale.jpg", "high", "user-8")
    office.rig.clock.pass_by(minutes=20)
    return office


def check(office: Office, example: Example) -> None:
    """Runs it: both streams together are what is shown; a line `…` is any number of lines."""
    command, shown = example
    ran = office.run("ana", *shlex.split(command))
    printed = [line.rstrip() for line in (ran.out + ran.err).splitlines()]
    if _LEFT_OUT in shown:
        end = shown.index(_LEFT_OUT)
        printed, shown = printed[:end], shown[:end]
    assert printed == shown, command


def test_the_examples_of_cases_are_true(office: Office) -> None:
    found = list(examples("moderate cases"))
    assert len(found) == 8
    for example in found:
        check(office, example)


def test_the_examples_of_users_are_true(office: Office) -> None:
    found = list(examples("moderate users"))
    assert len(found) == 6
    for example in found:
        check(office, example)


def test_the_examples_of_the_export_are_true(office: Office) -> None:
    office.run("ana", "cases", "claim", "general")
    office.run("ana", "cases", "release", "photos/garage sale.jpg")
    office.rig.clock.pass_by(seconds=1)
    found = list(examples("moderate audit"))
    assert len(found) == 2
    for example in found:
        check(office, example)
    assert len(Path("november.ndjson").read_text("utf-8").splitlines()) == 6
