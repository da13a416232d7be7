"""What strangers chose is shown as text, everywhere, and what hides in it is made visible."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.examples import (
    REVERSED,
    SCRIPT,
    Json,
    at,
    content_id_of,
    detail,
    event,
    finding,
    reason,
    summary,
)
from tests.console.sitting import Sitting
from tests.console.worlds import busy

KEY = f"photos/{SCRIPT}"
ID = content_id_of(KEY)


def poisoned(plain: Any) -> Any:
    """The same with a script in every text that the console does not read as a word of the API."""
    if isinstance(plain, dict):
        return {
            name: poisoned(value) if name in _FREE or not isinstance(value, str) else value
            for name, value in plain.items()
        }
    if isinstance(plain, list):
        return [poisoned(each) for each in plain]
    return SCRIPT if isinstance(plain, str) else plain


_FREE = {
    "key",
    "text",
    "label",
    "rule",
    "why",
    "reasons",
    "note",
    "statement",
    "who",
    "uploader_id",
    "reference",
    "holder",
    "category",
    "message",
    "decider",
    "parents",
    "person_id",
    "version_id",
    "profile",
    "bucket",
    "queue",
}


def case() -> Json:
    """A case with a script in every field, with everything that there can be."""
    ruled = {"status": "rejected", "clause": "c", "text": "t", "decider": "d", "note": "n"}
    other = {"content_id": "c", "at": at(), "status": SCRIPT, "severity": SCRIPT, "who": "w"}
    whole = detail(
        KEY,
        case={
            "kind": "appeal",
            "note": "n",
            "appeal": {"who": "w", "statement": "s", "filed_at": at()},
            "decision": {**ruled, "at": at()},
            "status": "claimed",
            "holder": "h",
            "until": at(minutes=9),
            "refusal": {"code": "taken", "message": "m"},
        },
        reasons=[reason(finding("Weapons", content_types={"Animated": 90.0}))],
        history=[
            event("verdict", who="w", why="y", reasons=["r"]),
            event(SCRIPT),
            event("case_assigned", details={"to": SCRIPT}),
        ],
        uploader={"uploader_id": "u", "verdicts": [{**other, "category": "c"}]},
        preview={"available": False, "why": "w"},
    )
    poisonous: Json = poisoned(whole)
    return poisonous


PAGES = ["#/", "#/queue/general", f"#/case/{ID}", "#/search?q=x", "#/desk", "#/audit", "#/me"]


@pytest.fixture
def poison(sitting: Sitting) -> Sitting:
    """A desk on which every text is a script."""
    busy(sitting.desk)
    sitting.desk.loose = True
    sitting.desk.cases.clear()
    sitting.desk.add(case())
    sitting.desk.fixed = {path: poisoned(answer) for path, answer in sitting.desk.fixed.items()}
    sitting.desk.fixed["v1/queues/general/cases"] = {"cases": [poisoned(summary())], "cursor": None}
    sitting.desk.me = {**sitting.desk.me, "person_id": SCRIPT, "categories": [SCRIPT]}
    return sitting


def test_a_script_in_any_field_is_only_text(poison: Sitting) -> None:
    poison.open()
    for page in PAGES:
        poison.go(page)
        poison.settle()
        expect(poison.page.locator("main").get_by_text("onerror").first).to_be_attached()
        assert poison.page.locator("img[src=x], main script").count() == 0, page
        assert not poison.page.title().startswith("broken"), page
    assert poison.violations() == []


def test_a_script_in_an_address_is_only_text(sitting: Sitting) -> None:
    sitting.open("#/search?q=%3Cimg%20src%3Dx%3E")
    sitting.go("#/case/%3Cimg%20src%3Dx%3E")
    sitting.sees("There is no case")
    for odd in ("#/case/%E0%A4%A", "#/nowhere", "#//", "#/case/", "#/constructor", "#/queue/a/b"):
        sitting.go(odd)
        sitting.heading("Nothing here")


def test_what_hides_in_a_key_is_written_out(sitting: Sitting) -> None:
    keys = {
        REVERSED: "invoice\\u202egpj.exe",
        "two\nlines\t.jpg": "two\\nlines\\t.jpg",
        "bell\x07\u200b\u2066.jpg": "bell\\x07\\u200b\\u2066.jpg",
        "👩\u200d🌾 été.jpg": "👩\u200d🌾 été.jpg",
    }
    sitting.desk.add(*map(detail, keys))
    sitting.open()
    for key, shown in keys.items():
        sitting.go(f"#/case/{content_id_of(key)}")
        expect(sitting.page.get_by_role("heading", level=1)).to_have_text(shown)


def test_a_date_that_cannot_be_read_blanks_nothing(sitting: Sitting) -> None:
    sitting.desk.loose = True
    broken = {"opened_at": "yesterday", "due_at": None, "until": "x", "status": "on_hold"}
    sitting.desk.fixed[f"v1/cases/{ID}"] = detail(
        KEY, case=broken, content={"created_at": "", "size": None}, history=[event("gone", at="?")]
    )
    sitting.open(f"#/case/{ID}")
    sitting.sees("unknown time")
    expect(sitting.page.get_by_role("heading", name="Why it is here")).to_be_visible()


def test_a_page_that_fails_says_so_and_the_others_stay(sitting: Sitting) -> None:
    sitting.desk.loose = True
    sitting.desk.fixed[f"v1/cases/{ID}"] = {"case": None}
    sitting.open(f"#/case/{ID}")
    sitting.heading("This page failed")
    sitting.page.get_by_role("link", name="Queues").click()
    sitting.heading("Queues")
    assert sitting.wrong
    sitting.wrong.clear()
