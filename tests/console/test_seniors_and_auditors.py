"""The pages of seniors and auditors, the export, the search, and one's own settings."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.console.calls import Answer
from tests.console.examples import Json, event, me, summary
from tests.console.sitting import Sitting
from tests.console.worlds import busy

DAY = "2026-11-24"


def line(number: int, **other: object) -> Json:
    """One line of the audit."""
    at = f"{DAY}T10:{number:02}:00.000Z"
    return {
        "content_id": f"{number:032x}",
        "category": None,
        "policy_version": "0a1b",
        **event("verdict", at=at, who="bo"),
        **other,
    }


def page_of(*lines: Json, cursor: str | None = None, unreadable: tuple[str, ...] = ()) -> Json:
    """A page of a day's lines."""
    return {"lines": list(lines), "cursor": cursor, "unreadable": list(unreadable)}


def test_everybody_sees_the_ways_to_their_own_pages_only(sitting: Sitting) -> None:
    ways = sitting.page.get_by_role("navigation").get_by_role("link")
    for roles, pages in (
        (["moderator"], ["Queues", "Search"]),
        (["senior"], ["Queues", "Search", "Desk"]),
        (["auditor"], ["Search", "Audit"]),
        (["admin"], ["Queues", "Search", "Desk", "Audit"]),
    ):
        sitting.desk.me = me(roles=roles)
        sitting.open()
        sitting.page.reload()
        expect(ways).to_have_text(pages)


def test_seniors_see_backlog_breaches_throughput_agreement_and_exposure(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open("#/desk")
    for told in ("48", "1 overdue", "412", "17 late, 4 %", "92 %", "break suggested"):
        sitting.sees(told)
    row = sitting.page.get_by_role("row").filter(
        has=sitting.page.get_by_role("rowheader", name="ana moderator")
    )
    expect(row).to_contain_text("51")
    sitting.page.get_by_label("Last").select_option("30 days")
    expect(sitting.page.get_by_role("row").filter(has_text="2026-10-27")).to_have_count(1)
    assert [call.query["days"] for call in sitting.desk.wait_for("v1/desk", 2, "GET")] == [
        "7",
        "30",
    ]


def test_a_day_is_read_page_by_page_and_can_be_filtered(sitting: Sitting) -> None:
    sitting.desk.me = me(roles=["auditor"])
    pages = [
        page_of(line(1), line(2, kind="case_revealed", who="ana"), cursor="next"),
        page_of(line(3)),
    ]
    sitting.desk.instead += [("v1/audit", Answer(200, page)) for page in pages]
    sitting.open(f"#/audit?day={DAY}")
    sitting.sees("3 lines of 3.")
    assert [call.query for call in sitting.desk.of("v1/audit", "GET")] == [
        {"day": DAY},
        {"day": DAY, "cursor": "next"},
    ]
    times = sitting.page.get_by_role("row").locator("td:first-child")
    expect(times).to_have_text(["10:03:00", "10:02:00", "10:01:00"])
    sitting.page.get_by_label("Filter").fill("ana")
    expect(times).to_have_text(["10:02:00"])


def export(sitting: Sitting, tmp_path: Path, since: str, kind: str) -> str:
    """Exports from a day to the day that is shown, and reads the file."""
    sitting.page.get_by_label("Since").fill(since)
    sitting.page.get_by_label("As").select_option(kind)
    with sitting.page.expect_download() as started:
        sitting.page.get_by_role("button", name="Export").click()
    started.value.save_as(tmp_path / started.value.suggested_filename)
    assert started.value.suggested_filename == f"audit-{since}-{DAY}.{kind}"
    return (tmp_path / started.value.suggested_filename).read_text("utf-8")


def test_the_export_has_every_line_of_every_page_of_every_day(
    sitting: Sitting, tmp_path: Path
) -> None:
    sitting.desk.me = me(roles=["auditor"])
    sitting.desk.fixed["v1/audit"] = page_of()
    sitting.open(f"#/audit?day={DAY}")
    pages = [([line(1), line(2)], "more"), ([line(3)], None), ([line(4, why="=1+1")], None)]
    sitting.desk.instead += [
        ("v1/audit", Answer(200, page_of(*lines, cursor=cursor))) for lines, cursor in pages
    ]
    text = export(sitting, tmp_path, "2026-11-23", "ndjson")
    assert [json.loads(row)["content_id"] for row in text.splitlines()] == [
        f"{n:032x}" for n in (1, 2, 3, 4)
    ]
    assert json.loads(text.splitlines()[-1])["why"] == "=1+1"
    sitting.sees("2 of 2 days, 4 lines")


def test_a_spreadsheet_takes_nothing_of_a_stranger_for_a_formula(
    sitting: Sitting, tmp_path: Path
) -> None:
    sitting.desk.me = me(roles=["auditor"])
    notes = ["=HYPERLINK(1)", "+1", "@a", 'a "quoted", one', "two\nlines"]
    sitting.desk.fixed["v1/audit"] = page_of(*(line(n, why=why) for n, why in enumerate(notes)))
    sitting.open(f"#/audit?day={DAY}")
    text = export(sitting, tmp_path, DAY, "csv")
    assert text.startswith("at,content_id,kind,who,")
    for cell in ("'=HYPERLINK(1)", "'+1", "'@a", '"a ""quoted"", one"', '"two\nlines"'):
        assert f",{cell}," in text


def test_an_export_that_fails_midway_hands_out_no_file(sitting: Sitting) -> None:
    sitting.desk.me = me(roles=["auditor"])
    sitting.desk.fixed["v1/audit"] = page_of()
    sitting.open(f"#/audit?day={DAY}")
    sitting.desk.instead += [
        ("v1/audit", Answer(200, page_of(line(1), cursor="more"))),
        ("v1/audit", Answer(500, {})),
    ]
    sitting.page.get_by_role("button", name="Export").click()
    sitting.sees("The desk failed to answer.")
    sitting.sees("stopped")
    expect(sitting.page.get_by_role("status").filter(has_text="The export is ready")).to_have_count(
        0
    )


def test_what_is_damaged_is_named_and_counted(sitting: Sitting) -> None:
    sitting.desk.me = me(roles=["auditor"])
    sitting.desk.fixed["v1/audit"] = page_of(line(1), unreadable=("0123/event#verdict#2",))
    sitting.open(f"#/audit?day={DAY}")
    sitting.sees("1 line of this day cannot be read: 0123/event#verdict#2")
    with sitting.page.expect_download():
        sitting.page.get_by_role("button", name="Export").click()
    sitting.sees("1 damaged line left out")


def test_a_search_finds_by_key_and_leads_to_the_case(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open("#/search")
    sitting.page.get_by_role("searchbox").fill("photos/garage sale.jpg")
    sitting.press("Enter")
    sitting.sees("2 uploads found")
    (call,) = sitting.desk.of("v1/search", "GET")
    assert call.query == {"q": "photos/garage sale.jpg"}
    sitting.page.get_by_role("link", name="garage sale.jpg").first.click()
    sitting.heading("garage sale.jpg")


def test_settings_are_kept_at_the_desk(sitting: Sitting) -> None:
    sitting.open("#/me")
    sitting.page.get_by_label("Blur originals").uncheck()
    sitting.page.get_by_label("hate").check()
    sitting.sees("Saved.")
    assert [call.body for call in sitting.desk.calls if call.method == "PUT"] == [
        {"viewing": {"blur": False, "grey": True, "autoplay": False}, "opted_out": []},
        {"viewing": {"blur": False, "grey": True, "autoplay": False}, "opted_out": ["hate"]},
    ]


def test_what_one_has_seen_is_counted_for_oneself(sitting: Sitting) -> None:
    sitting.open("#/me")
    expect(sitting.page.get_by_role("row", name="High")).to_contain_text("53")
    expect(sitting.page.get_by_role("row", name="In all")).to_contain_text("147")
    sitting.sees("7 seen")


def test_queues_show_counts_and_what_is_due_in_words(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open()
    general, avatars, _ = sitting.page.locator(".queue").all()
    for told in ("43 open", "1 critical", "31 low", "due in 8 min"):
        expect(general).to_contain_text(told)
    for told in ("overdue by 4 min", "1 overdue"):
        expect(avatars).to_contain_text(told)


def test_a_long_queue_is_shown_page_by_page(sitting: Sitting) -> None:
    path = "v1/queues/general/cases"
    sitting.desk.instead += [
        (path, Answer(200, {"cases": [summary("a")], "cursor": "c/2"})),
        (path, Answer(200, {"cases": [summary("b")], "cursor": None})),
    ]
    sitting.open("#/queue/general")
    sitting.page.get_by_role("button", name="Show more").click()
    expect(sitting.page.get_by_role("row")).to_have_count(3)
    assert [call.query.get("cursor") for call in sitting.desk.of(path, "GET")] == [None, "c/2"]
