"""A claim that runs out, is extended, lost or refused: told in words, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.console.calls import refusal
from tests.console.examples import content_id_of, detail
from tests.console.sitting import Sitting

KEY = "photos/first.jpg"
PLACE = f"#/case/{content_id_of(KEY)}"


@pytest.fixture
def claimed(sitting: Sitting) -> Sitting:
    """A person who has claimed a case from a link."""
    sitting.desk.add(detail(KEY))
    sitting.open(PLACE)
    sitting.press("c")
    expect(sitting.page.locator("img.preview")).to_be_visible()
    return sitting


def test_a_claim_that_runs_out_while_one_looks_is_told_and_nothing_typed_is_lost(
    claimed: Sitting,
) -> None:
    claimed.press("r")
    expect(claimed.page.locator("img.original")).to_be_visible()
    claimed.press("x", "1")
    claimed.page.get_by_label("Note").fill("the handle is orange")
    claimed.later(601)
    claimed.sees("Your claim ran out,")
    expect(claimed.page.locator("img.original, img.preview, video")).to_have_count(0)
    claimed.sees("Your note, not sent: the handle is orange")
    claimed.page.locator("h1").focus()
    claimed.press("c")
    expect(claimed.page.get_by_label("Note")).to_have_value("the handle is orange")
    expect(claimed.page.get_by_label("Shows a real weapon")).to_be_checked()
    expect(claimed.page.locator("img.original")).to_have_count(0)


def test_a_claim_that_the_desk_calls_over_is_over_whatever_the_clock_says(
    claimed: Sitting,
) -> None:
    claimed.desk.cases[content_id_of(KEY)]["case"]["until"] = "2026-11-25T08:00:00Z"
    claimed.press("r")
    claimed.sees("Your claim ran out,")
    expect(claimed.page.locator("img.original, img.preview")).to_have_count(0)
    claimed.page.locator("h1").focus()
    claimed.press("c")
    expect(claimed.page.locator("img.preview")).to_be_visible()


def test_who_has_a_case_that_ran_out_is_named(claimed: Sitting) -> None:
    it = claimed.desk.cases[content_id_of(KEY)]["case"]
    it.update(
        {"status": "claimed", "holder": "bo", "until": "2026-11-25T09:39:00Z", "mine": False},
        refusal={"code": "taken", "message": "bo has this case."},
    )
    claimed.press("r")
    claimed.sees("bo has this case.")
    claimed.sees("has it until")
    expect(claimed.page.get_by_text("Your claim ran out")).to_have_count(0)
    expect(claimed.page.get_by_role("button", name="Claim")).to_have_count(0)


def test_an_answer_from_before_a_claim_does_not_undo_it(claimed: Sitting) -> None:
    place = f"**/v1/cases/{content_id_of(KEY)}"
    late: list[tuple[Route, APIResponse]] = []
    claimed.page.route(place, lambda route: late.append((route, route.fetch())), times=1)
    claimed.desk.cases[content_id_of(KEY)]["case"]["until"] = "2026-11-25T08:00:00Z"
    claimed.press("r")
    claimed.sees("Your claim ran out,")
    claimed.page.locator("h1").focus()
    claimed.press("c")
    expect(claimed.page.locator("img.preview")).to_be_visible()
    ((route, answer),) = late
    with claimed.page.expect_response(place):
        route.fulfill(response=answer)
    claimed.page.evaluate("new Promise((drawn) => setTimeout(drawn))")
    expect(claimed.page.get_by_role("timer")).to_contain_text("yours for")
    expect(claimed.page.locator("img.preview")).to_be_visible()


def test_a_preview_refused_because_the_claim_is_over_ends_it_on_the_page(sitting: Sitting) -> None:
    over = refusal(409, "claim-expired", "Your claim is over: its time ran out.")
    sitting.desk.add(detail(KEY))
    sitting.desk.instead.append(("/preview", over))
    sitting.open(PLACE)
    sitting.press("c")
    sitting.sees("Your claim ran out,")
    expect(sitting.page.get_by_role("timer")).to_have_count(0)
    expect(sitting.page.get_by_role("button", name="Send")).to_have_count(0)
    expect(sitting.page.get_by_role("button", name="Claim it again")).to_be_visible()


def test_two_minutes_before_its_end_it_warns_and_one_key_extends_it(claimed: Sitting) -> None:
    expect(claimed.page.locator(".left-warn")).to_have_count(0)
    claimed.later(8 * 60 + 1)
    expect(claimed.page.locator(".left-warn")).to_contain_text("only 1:5")
    expect(claimed.page.get_by_role("status").filter(has_text="runs out soon")).to_have_count(1)
    claimed.press("e")
    expect(claimed.page.locator(".left-warn")).to_have_count(0)
    expect(claimed.page.get_by_role("timer")).to_contain_text("yours for")
    assert len(claimed.desk.of("/extend")) == 1


def test_a_decision_near_the_end_of_a_claim_is_sent_before_it_ends(claimed: Sitting) -> None:
    claimed.later(592)
    claimed.press("x", "1", "Enter")
    claimed.later(5)
    assert len(claimed.desk.wait_for("/decide")) == 1


def test_a_wrong_clock_here_does_not_shorten_or_lengthen_a_claim(sitting: Sitting) -> None:
    sitting.desk.ahead += 1_800
    sitting.desk.add(detail(KEY))
    sitting.open(PLACE)
    sitting.press("c")
    expect(sitting.page.get_by_role("timer")).to_contain_text(
        re.compile(r"yours for (10:00|9:5\d)")
    )
    expect(sitting.page.locator("img.preview")).to_be_visible()


def test_whoever_has_a_case_is_named(sitting: Sitting) -> None:
    held = {"status": "claimed", "holder": "bo", "until": "2026-11-25T09:39:00Z"}
    told = {"code": "taken", "message": "bo has this case."}
    sitting.desk.add(detail(KEY, case={**held, "refusal": told}))
    sitting.open(PLACE)
    sitting.sees("bo has this case.")
    sitting.sees("has it until")
    expect(sitting.page.get_by_role("button", name="Claim")).to_have_count(0)
    expect(sitting.page.locator("img")).to_have_count(0)


def test_a_claim_that_another_window_took_over_is_told(claimed: Sitting) -> None:
    old = "You claimed this case again since: reload it and go on there."
    claimed.desk.instead.append(("/extend", refusal(409, "old-token", old)))
    claimed.press("e")
    claimed.sees(old)


def test_a_case_that_is_gone_is_told(sitting: Sitting) -> None:
    sitting.open(f"#/case/{content_id_of('nothing')}")
    sitting.sees("There is no case of this content.")


def test_nothing_open_is_told(sitting: Sitting) -> None:
    sitting.open("#/queue/general")
    sitting.press("n")
    sitting.sees("Nothing in this queue is open for you now.")


def test_a_claim_without_an_answer_is_asked_again_under_the_same_key(sitting: Sitting) -> None:
    sitting.desk.add(detail(KEY))
    sitting.desk.instead.append(("/claim", None))
    sitting.open("#/queue/general")
    sitting.press("n")
    sitting.desk.wait_for("/claim")
    sitting.page.clock.fast_forward(1_100)
    first, second = sitting.desk.wait_for("/claim", 2)
    assert first.key == second.key is not None
    sitting.heading("first.jpg")


def test_what_one_holds_stands_on_the_first_page(claimed: Sitting) -> None:
    claimed.go("#/")
    claimed.sees("You hold 1 case")
