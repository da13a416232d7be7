"""`moderate cases`: a person's work at the review desk."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.errors import CommandError
from tests.unit.cli.as_ana import at, held, run
from tests.unit.cli.desk import NOON
from tests.unit.cli.review_desk import case_of, stamp

ID = case_of("cat.jpg")["case"]["content_id"]
QUEUES = [
    {
        "queue": "general",
        "severities": [
            {
                "severity": "high",
                "open": 1200,
                "overdue": 2,
                "more": True,
                "oldest_due_at": stamp(NOON - timedelta(minutes=12)),
            },
            {
                "severity": "low",
                "open": 9,
                "overdue": 0,
                "more": False,
                "oldest_due_at": stamp(NOON + timedelta(hours=3)),
            },
        ],
    },
    {"queue": "senior", "severities": []},
]


def test_the_queues_are_told_with_counts_and_what_is_due_first() -> None:
    desk, _ = at(queues=QUEUES)
    ran = run(desk, "list")
    assert ran.exit_code == 0
    assert ran.lines == [
        "queue    open    overdue  first due           critical  high    medium  low",
        "general  1,209+  2        12 minutes overdue  0         1,200+  0       9",
        "senior   0       0        -                   0         0       0       0",
    ]


def test_the_queues_as_json_are_the_apis() -> None:
    desk, _ = at(queues=QUEUES)
    assert run(desk, "list", "--json").json == QUEUES


def test_a_queues_cases_come_in_the_apis_order_page_by_page() -> None:
    cases = [case_of(f"{number}.jpg") for number in range(7)]
    desk, api = at(*cases, page=3)
    ran = run(desk, "list", "general", "--json")
    assert [each["content_id"] for each in ran.json] == [
        each["case"]["content_id"] for each in cases
    ]
    assert [query for path, query in api.asked if path.endswith("cases")] == [
        {"limit": "20"},
        {"limit": "17", "cursor": "3"},
        {"limit": "14", "cursor": "6"},
    ]


def test_no_more_cases_are_asked_for_than_are_shown_and_that_there_are_more_is_said() -> None:
    desk, api = at(*(case_of(f"{number}.jpg") for number in range(7)))
    ran = run(desk, "list", "general", "--limit", "2")
    assert ran.lines[0].split() == ["content", "severity", "category", "due", "case", "status"]
    assert len(ran.lines) == 5
    assert ran.lines[-1] == "There are more than these 2: see --limit."
    assert api.asked[-1][1] == {"limit": "2"}


def test_a_case_in_a_list_tells_who_has_it_and_why_not_you() -> None:
    refusal = {"code": "seniors-only", "message": "This case is for seniors."}
    desk, _ = at(case_of("cat.jpg", refusal=refusal, due_at=stamp(NOON - timedelta(hours=3))))
    line = run(desk, "list", "general").lines[1]
    assert re.split(" {2,}", line) == [
        *(ID, "high", "violence", "3 hours overdue", "1, review"),
        "open; This case is for seniors.",
    ]


def test_mine_lists_what_you_have_with_the_time_left() -> None:
    desk, _ = at(case_of("dog.jpg"), held())
    ran = run(desk, "list", "--mine")
    assert len(ran.lines) == 2
    assert "claimed by you until 2026-11-24 12:09:30 UTC (9 minutes left)" in ran.lines[1]


@pytest.mark.parametrize(
    ("args", "words"),
    [(["--mine"], "You hold no case."), (["general"], "No case is open in general.")],
)
def test_an_empty_list_says_so(args: list[str], words: str) -> None:
    ran = run(at()[0], "list", *args)
    assert (ran.exit_code, ran.lines) == (0, [words])


def test_a_queue_and_mine_are_wrong_usage() -> None:
    ran = run(at()[0], "list", "general", "--mine")
    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err.startswith("Either a queue or --mine")


@pytest.mark.parametrize("name", ["cat.jpg", "s3://uploads/cat.jpg", ID])
def test_show_finds_a_case_by_key_url_and_content_id(name: str) -> None:
    desk, _ = at(case_of("dog.jpg"), case_of("cat.jpg"))
    ran = run(desk, "show", name)
    assert ran.exit_code == 0
    assert ran.lines == [
        "cat.jpg",
        f"  content      {ID}",
        "  case         1, review; queue general",
        "  status       open",
        "  severity     high",
        "  category     violence",
        "  due          2026-11-24 12:30:00 UTC (in 30 minutes)",
        "  reasons      review, high: Weapons 88.1 %: review from 60 % [weapons]",
        "  file         image/jpeg, 482.1 kB (482,113 bytes)",
        "  verdict      in review",
        "  uploader     user-7",
        "  reference    listing-42",
        f"  look at it   https://desk.example/#/case/{ID}",
    ]


def test_show_tells_of_appeal_note_decision_and_what_else_the_uploader_did() -> None:
    detail = case_of(
        "cat.jpg",
        status="decided",
        kind="appeal",
        number=2,
        appeal={"who": "the owner", "statement": "it is a toy", "filed_at": stamp(NOON)},
        note="waits for the owner",
        decision={
            "status": "rejected",
            "clause": "weapons",
            "text": "Real weapons",
            "decider": "bob",
            "at": stamp(NOON),
            "note": "no toy",
        },
    )
    verdicts = [{"content_id": str(number), "status": "rejected"} for number in range(2)]
    verdicts += [{"content_id": ID, "status": "in_review"}]
    detail["uploader"] = {"uploader_id": "user-7", "verdicts": verdicts}
    lines = run(at(detail)[0], "show", "cat.jpg").lines
    assert "  case         2, appeal; queue general" in lines
    assert "  appeal       the owner: it is a toy" in lines
    assert "  note         waits for the owner" in lines
    assert lines[lines.index("  decision     rejected: Real weapons [clause:weapons]") + 1 :][
        :2
    ] == [
        "               by bob at 2026-11-24 12:00:00 UTC",
        "               note: no toy",
    ]
    assert "  uploader     user-7; other uploads: rejected 2" in lines
    assert not any(line.startswith("  due") for line in lines)


def test_show_with_history_tells_what_happened() -> None:
    lines = run(at(case_of("cat.jpg"))[0], "show", "cat.jpg", "--history").lines
    assert lines[-4:-2] == [
        "History, oldest first",
        "when                     what         who                  why",
    ]
    assert lines[-2].endswith("policy@0a1b2c3d4e5f  Weapons 88.1 %: review from 60 %")
    assert lines[-1].endswith("case opened  -                    case 1, review; queue general")


def test_show_as_json_is_the_apis_answer() -> None:
    detail = case_of("cat.jpg")
    assert run(at(detail)[0], "show", "cat.jpg", "--json").json == detail


def test_of_several_versions_the_one_you_have_is_shown_then_one_that_is_open() -> None:
    over = case_of("cat.jpg", version_id="v3", status="decided")
    desk, _ = at(over, case_of("cat.jpg", version_id="v2"), held(version_id="v1"))
    assert run(desk, "show", "cat.jpg", "--json").json["content"]["version_id"] == "v1"
    desk, _ = at(over, case_of("cat.jpg", version_id="v2"))
    assert run(desk, "show", "cat.jpg", "--json").json["content"]["version_id"] == "v2"


def test_unknown_content_and_content_without_a_case_are_a_no() -> None:
    approved = case_of("cat.jpg", number=0)
    approved["content"]["status"] = "approved"
    desk, _ = at(approved)
    ran = run(desk, "show", "dog.jpg")
    assert ran.exit_code == 1
    assert ran.err == "The review desk of stage test knows no content named dog.jpg\n"
    ran = run(desk, "show", "cat.jpg")
    assert (ran.exit_code, ran.err) == (
        1,
        "There is no case about cat.jpg that you may see: it is approved.\n",
    )


def test_an_api_that_cannot_be_reached_is_not_a_no() -> None:
    desk, api = at()
    api.refusals["GET v1/queues"] = CommandError("The review API cannot be reached.")
    assert run(desk, "list").exit_code == 2


@pytest.mark.parametrize("answer", [None, [], {}, {"queues": [{}]}, {"queues": 7}, "text"])
def test_an_answer_of_another_version_is_told_as_that(answer: Any) -> None:
    desk, api = at()
    api.answers["GET v1/queues"] = answer
    ran = run(desk, "list")
    assert ran.exit_code == 2
    assert ran.err.startswith("The review API's answer is not understood: it is of another version")


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_nothing_that_strangers_wrote_steers_the_terminal(text: str) -> None:
    detail = case_of("cat.jpg", note=text, category=text)
    detail["content"] |= {"key": text, "uploader_id": text, "reference": text}
    detail["reasons"][0]["text"] = text
    detail["history"][0] |= {"who": text, "why": text, "reasons": [text]}
    detail["history"][1]["details"]["queue"] = text
    ran = run(at(detail)[0], "show", ID, "--history")
    assert ran.exit_code == 0
    steering = {chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x202E, 0x2028)} - {"\n"}
    assert not steering & set(ran.out)
    assert json.loads(run(at(detail)[0], "show", ID, "--json").out) == detail
