"""`moderate status`."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Finding, Span
from lambdas.moderation.domain.transitions import with_rescreen
from tests.unit.cli.desk import BUCKET, NOON, WEAPONS, Desk

_FIRST_FIELDS = [
    "content_id",
    "bucket",
    "key",
    "version_id",
    "status",
    "severity",
    "category",
    "reasons",
    "decider",
    "policy_version",
    "model_versions",
    "history",
]
_ODD_KEYS = [
    "a b.jpg",
    "a+b.jpg",
    "100%20.jpg",
    "🦄/👨‍👩‍👧.png",
    "[red]alert[/red]",
    "[/]",
    "line\nbreak.jpg",
    "\x1b[31mred",
    "a\\nb",
    ":smile:",
    "é" * 512,
    "x" * 1024,
    "?versionId=abc",
    "a?versionId=abc",
    "0123456789abcdef" * 2,
    "/leading",
]


def test_a_flagged_content_is_told_in_words() -> None:
    desk = Desk()
    state = desk.enforced("photos/cat.jpg", WEAPONS)
    ran = desk.run("status", "photos/cat.jpg")
    assert ran.exit_code == 0
    for words in (
        "photos/cat.jpg",
        state.content.content_id,
        "in review: held until a person decides",
        "high",
        "violence",
        "Weapons 88.1 %: review from 60 %",
        "policy@0a1b2c3d4e5f",
        "2026-11-24 11:00:00 UTC",
        "moderation_labels 7.0",
        "DetectLabels 1",
        "done: object tagged, alert sent, event published",
        "user-7",
        "listing-42",
        "image/jpeg, 482.1 kB (482,113 bytes)",
    ):
        assert words in ran.out


def test_a_verdict_that_is_not_enforced_yet_is_on_its_way() -> None:
    desk = Desk()
    desk.judged("cat.jpg")
    ran = desk.run("status", "cat.jpg")
    assert "approved: it can be read once its tag is set" in ran.out
    assert "on its way" in ran.out


def test_a_screening_under_way_is_told() -> None:
    desk = Desk()
    change = with_rescreen(desk.enforced("cat.jpg"), who="ana", why="try again", now=NOON)
    assert change
    desk.contents.save(*change)
    ran = desk.run("status", "cat.jpg", "--history")
    assert "number 2 is under way; the verdict above stands until then" in ran.out
    assert "try again" in ran.out
    assert desk.run("status", "cat.jpg", "--json").json["screening_under_way"] is True


def test_a_deleted_version_keeps_its_last_verdict() -> None:
    desk = Desk()
    desk.gone("cat.jpg", WEAPONS)
    ran = desk.run("status", "cat.jpg")
    assert ran.exit_code == 0
    assert "gone: this version was deleted" in ran.out
    assert "in review" in ran.out
    assert desk.run("status", "cat.jpg", "--json").json["enforced"] is None


def test_unknown_content_is_a_no_with_a_plain_sentence() -> None:
    ran = Desk().run("status", "nobody.jpg")
    assert ran.exit_code == 1
    assert ran.out == ""
    assert ran.err.startswith("Stage test knows no content named nobody.jpg")


def test_json_starts_with_the_promised_fields_in_order() -> None:
    desk = Desk()
    desk.enforced("cat.jpg", WEAPONS)
    answer = desk.run("status", "cat.jpg", "--json").json
    assert list(answer)[: len(_FIRST_FIELDS)] == _FIRST_FIELDS
    assert answer["status"] == "in_review"
    assert answer["reasons"][0]["findings"][0]["label"] == "Weapons"
    assert [each["kind"] for each in answer["history"]] == ["verdict"]
    assert answer["enforced"] is True


def test_json_says_where_in_a_video_it_was() -> None:
    desk = Desk()
    gun = Finding("moderation_labels", "Weapons", 88.1, ("Violence",))
    filmed = replace(gun, spans=(Span(12_000, 31_500, 88.1, 80.0, 60.0),))
    desk.enforced("film.mp4", replace(WEAPONS, findings=(filmed, gun)))
    seen, still = desk.run("status", "film.mp4", "--json").json["reasons"][0]["findings"]
    assert seen["spans"] == [{"start_ms": 12_000, "end_ms": 31_500, "peak": 88.1, "mean": 80.0}]
    assert "spans" not in still


def test_reasons_that_the_state_lacks_come_from_the_history() -> None:
    desk = Desk()
    state = desk.enforced("cat.jpg", WEAPONS)
    desk.contents.save(replace(state, write=state.write + 1, reasons=()))
    assert desk.run("status", "cat.jpg", "--json").json["reasons"][0]["rule"] == "weapons"


@pytest.mark.parametrize("key", _ODD_KEYS)
def test_an_odd_key_is_found_and_comes_back_whole_in_json(key: str) -> None:
    desk = Desk()
    desk.enforced(key)
    assert desk.run("status", "--json", "--", key).json["key"] == key


@pytest.mark.parametrize("key", _ODD_KEYS)
def test_an_odd_key_is_found_by_its_url_and_version(key: str) -> None:
    desk = Desk()
    desk.enforced(key, version_id="v.1_x")
    ran = desk.run("status", "--json", f"s3://{BUCKET}/{key}?versionId=v.1_x")
    assert ran.json["version_id"] == "v.1_x"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("[red]alert[/red]", "[red]alert[/red]"),
        ("line\nbreak.jpg", "line\\nbreak.jpg"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("é" * 512, "é" * 512),
        ("x" * 1024, "x" * 1024),
        (":smile:", ":smile:"),
        ("🦄.png", "🦄.png"),
    ],
)
def test_an_odd_key_stands_on_one_line_uninterpreted(key: str, shown: str) -> None:
    desk = Desk()
    desk.enforced(key)
    assert desk.run("status", "--", key).out.split("\n")[0] == shown


@settings(deadline=None)
@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_key_ever_sends_a_control_character(key: str) -> None:
    desk = Desk()
    desk.enforced(key)
    name = f"s3://{BUCKET}/{key}"
    for ran in (
        desk.run("status", name, "--history", "--all-versions"),
        desk.run("status", name, "--json"),
        Desk().run("status", name),
    ):
        assert ran.exit_code in {0, 1}
        assert not [each for each in ran.out + ran.err if each != "\n" and ord(each) < 32]


def test_a_key_shows_its_newest_version_and_counts_the_older() -> None:
    desk = Desk()
    desk.judged("cat.jpg", WEAPONS, version_id="old", at=NOON - timedelta(days=1))
    desk.judged("cat.jpg", version_id="new")
    ran = desk.run("status", "cat.jpg")
    assert "approved" in ran.out
    assert "1 older version of this object known: moderate status cat.jpg --all-versions" in ran.out


def test_all_versions_lists_them_newest_first() -> None:
    desk = Desk()
    desk.judged("cat.jpg", WEAPONS, version_id="old", at=NOON - timedelta(days=1))
    desk.judged("cat.jpg", version_id="new")
    answer = desk.run("status", "cat.jpg", "--all-versions", "--json").json
    assert [each["version_id"] for each in answer["versions"]] == ["new", "old"]
    assert "older version" not in desk.run("status", "cat.jpg", "--all-versions").out


def test_a_content_is_found_by_its_id() -> None:
    desk = Desk()
    state = desk.judged("cat.jpg")
    ran = desk.run("status", state.content.content_id, "--json")
    assert ran.json["key"] == "cat.jpg"


def test_output_to_a_pipe_has_no_colour() -> None:
    desk = Desk()
    desk.judged("cat.jpg", WEAPONS)
    assert "\x1b" not in desk.run("status", "cat.jpg", "--history", "--all-versions").out


def test_a_table_that_cannot_be_read_now_is_unreachable_not_a_no() -> None:
    desk = Desk()
    desk.judged("cat.jpg")
    desk.contents.trouble.before("versions")
    ran = desk.run("status", "cat.jpg")
    assert (ran.exit_code, ran.err) == (2, "The service does not answer.\n")


def test_without_a_stage_it_is_wrong_usage() -> None:
    ran = Desk().run("status", "cat.jpg", stage=None)
    assert ran.exit_code == 2
    assert ran.err.startswith("Which stage?")


def test_json_is_plain_ascii() -> None:
    desk = Desk()
    desk.judged("🦄\u202e\x9b.png")
    assert desk.run("status", "🦄\u202e\x9b.png", "--json").out.isascii()


def test_the_content_id_in_json_is_that_of_the_version() -> None:
    desk = Desk()
    desk.judged("cat.jpg", version_id="v7")
    answer = json.loads(desk.run("status", "cat.jpg", "--json").out)
    assert answer["content_id"] == Content(BUCKET, "cat.jpg", "v7").content_id
