"""Deciding by keyboard, taking it back, and that nothing is lost or done twice on the way."""

import pytest
from playwright.sync_api import Dialog, expect

from tests.console.calls import Answer, refusal
from tests.console.examples import detail, me
from tests.console.sitting import Sitting

FIRST, SECOND, THIRD = "photos/first.jpg", "photos/second.jpg", "photos/third.jpg"


@pytest.fixture
def shift(sitting: Sitting) -> Sitting:
    """Three cases in the general queue, and a person who took the first."""
    sitting.desk.add(detail(FIRST), detail(SECOND), detail(THIRD))
    sitting.open()
    sitting.press("n")
    sitting.heading("first.jpg")
    return sitting


def reject(sitting: Sitting) -> None:
    """Rejects the case on the page by its first clause."""
    sitting.press("x", "1", "Enter")


def test_a_shift_needs_nothing_but_the_keyboard(shift: Sitting) -> None:
    expect(shift.page.locator("img.preview")).to_be_visible()
    shift.press("r")
    expect(shift.page.locator("img.original")).to_be_visible()
    reject(shift)
    shift.heading("second.jpg")
    shift.press("u")
    shift.heading("first.jpg")
    expect(shift.page.get_by_label("Shows a real weapon")).to_be_checked()
    shift.press("a", "ArrowDown", "Enter")
    shift.heading("second.jpg")
    shift.later(11)
    (call,) = shift.desk.wait_for("/decide")
    assert call.body == {"token": 1, "decision": "approve", "clause": "weapons-allowed"}
    assert len(shift.desk.of("/reveal")) == 1


def test_a_decision_is_sent_after_ten_seconds_and_not_before(shift: Sitting) -> None:
    reject(shift)
    shift.heading("second.jpg")
    shift.later(8)
    shift.sees("Undo")
    assert not shift.desk.of("/decide")
    shift.later(3)
    assert len(shift.desk.wait_for("/decide")) == 1
    expect(shift.page.get_by_role("button", name="Undo")).to_have_count(0)


def test_what_was_taken_back_is_never_sent(shift: Sitting) -> None:
    reject(shift)
    shift.heading("second.jpg")
    shift.page.get_by_role("button", name="Undo").click()
    shift.heading("first.jpg")
    shift.later(60)
    assert not shift.desk.of("/decide")


def test_the_case_that_came_meanwhile_is_next_after_one_is_taken_back(shift: Sitting) -> None:
    reject(shift)
    shift.heading("second.jpg")
    shift.press("z")
    shift.heading("first.jpg")
    reject(shift)
    shift.heading("second.jpg")
    assert len(shift.desk.of("/claim")) == 2


def test_leaving_the_page_sends_what_waits_at_once(shift: Sitting) -> None:
    reject(shift)
    shift.heading("second.jpg")
    shift.page.goto("about:blank")
    (call,) = shift.desk.wait_for("/decide")
    assert call.body is not None
    assert call.body["clause"] == "weapons"


def test_reloading_the_page_sends_it_once(shift: Sitting) -> None:
    reject(shift)
    shift.heading("second.jpg")
    shift.page.reload()
    shift.heading("second.jpg")
    shift.later(30)
    assert len(shift.desk.wait_for("/decide")) == 1


def test_a_decision_without_an_answer_is_sent_again_under_the_same_key(shift: Sitting) -> None:
    shift.desk.instead += [("/decide", None), ("/decide", Answer(503, {"code": "busy"}))]
    reject(shift)
    shift.heading("second.jpg")
    shift.later(10)
    shift.sees("It is tried again by itself")
    shift.later(2)
    shift.desk.wait_for("/decide", 2)
    shift.later(4)
    first, second, third = shift.desk.wait_for("/decide", 3)
    assert first.key == second.key == third.key
    expect(shift.page.get_by_text("Not through yet")).to_have_count(0)


def test_a_refused_decision_is_told_and_kept(shift: Sitting) -> None:
    told = "This was decided, or deleted, meanwhile: there is nothing left to decide."
    shift.desk.instead.append(("/decide", refusal(409, "settled", told)))
    reject(shift)
    shift.heading("second.jpg")
    shift.later(11)
    shift.sees(f"Not taken: {told}")
    shift.page.get_by_role("button", name="Put away").click()
    expect(shift.page.locator(".toast")).to_have_count(0)


def test_a_clause_that_needs_a_note_asks_for_it(shift: Sitting) -> None:
    shift.press("x", "3")
    note = shift.page.get_by_label("Note")
    expect(note).to_be_focused()
    shift.press("Enter")
    shift.sees("This clause needs a note.")
    shift.page.keyboard.type("axnsr: not ours")
    shift.press("Shift+Enter")
    shift.page.keyboard.type("second line")
    shift.press("Enter")
    shift.heading("second.jpg")
    shift.later(11)
    (call,) = shift.desk.wait_for("/decide")
    assert call.body is not None
    assert call.body["note"] == "axnsr: not ours\nsecond line"


def test_keys_do_nothing_while_one_types(shift: Sitting) -> None:
    shift.press("x", "1")
    shift.page.get_by_label("Note").focus()
    calls = len(shift.desk.calls)
    shift.page.keyboard.type("seal hare nurse grove z?")
    expect(shift.page.get_by_label("Note")).to_have_value("seal hare nurse grove z?")
    assert len(shift.desk.calls) == calls
    shift.press("Escape", "a")
    expect(shift.page.get_by_role("button", name="Approve")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_single_keys_can_be_turned_off(shift: Sitting) -> None:
    shift.press("?")
    shift.page.get_by_label("Single keys are on").uncheck()
    shift.press("Escape", "a")
    expect(shift.page.get_by_role("dialog")).to_have_count(0)
    expect(shift.page.get_by_role("button", name="Approve")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_a_note_that_is_not_sent_is_asked_about_before_one_leaves(shift: Sitting) -> None:
    shift.press("x", "1")
    shift.page.get_by_label("Note").fill("half a thought")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    shift.page.on("dialog", stay)
    with shift.page.expect_event("dialog"):
        shift.page.evaluate("setTimeout(() => location.reload())")
    shift.page.remove_listener("dialog", stay)
    shift.heading("first.jpg")
    expect(shift.page.get_by_label("Note")).to_have_value("half a thought")
    assert asked == ["beforeunload"]


def test_a_draft_outlasts_a_look_elsewhere(shift: Sitting) -> None:
    shift.press("x", "1")
    shift.page.get_by_label("Note").fill("kept")
    shift.go("#/me")
    shift.heading("Me")
    shift.page.go_back()
    shift.heading("first.jpg")
    expect(shift.page.get_by_label("Note")).to_have_value("kept")


@pytest.mark.parametrize(("key", "verb"), [("s", "skip"), ("l", "release")])
def test_skipping_and_putting_back_take_one_key(shift: Sitting, key: str, verb: str) -> None:
    shift.press(key)
    (call,) = shift.desk.wait_for(f"/{verb}")
    assert call.body == {"token": 1}
    shift.heading("Queue" if verb == "release" else "first.jpg")


@pytest.mark.parametrize(
    ("key", "verb", "button"), [("h", "hold", "Hold it"), ("g", "escalate", "Escalate it")]
)
def test_holding_and_escalating_take_a_note_and_the_next_case_comes(
    shift: Sitting, key: str, verb: str, button: str
) -> None:
    shift.press(key)
    shift.page.get_by_role("dialog").get_by_label("Note").fill("ask legal")
    shift.page.get_by_role("button", name=button).click()
    (call,) = shift.desk.wait_for(f"/{verb}")
    assert call.body is not None
    assert call.body["note"] == "ask legal"
    assert (
        verb != "hold"
        or call.body["until"] > shift.desk.cases[next(iter(shift.desk.cases))]["case"]["opened_at"]
    )
    expect(shift.page.get_by_role("dialog")).to_have_count(0)


def test_a_case_is_handed_to_a_colleague_of_the_list(shift: Sitting) -> None:
    people = [
        {"person_id": "ana", "roles": ["moderator"]},
        {"person_id": "bo", "roles": ["senior"]},
    ]
    shift.desk.fixed["v1/colleagues"] = {"people": people}
    shift.press("t")
    dialog = shift.page.get_by_role("dialog")
    dialog.get_by_label("bo").check()
    expect(dialog.get_by_label("ana")).to_have_count(0)
    dialog.get_by_role("button", name="Hand it on").click()
    (call,) = shift.desk.wait_for("/assign")
    assert call.body == {"token": 1, "to": "bo"}


def test_a_break_is_suggested_and_the_next_case_waits_for_it(shift: Sitting) -> None:
    shift.desk.me = me(needs_break=True)
    shift.press("r")
    shift.sees("Time for a break.")
    reject(shift)
    shift.heading("Queue General")
    shift.page.get_by_role("button", name="Not now").click()
    expect(shift.page.get_by_text("Time for a break.")).to_have_count(0)
    shift.press("n")
    shift.heading("second.jpg")
