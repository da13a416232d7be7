"""Signing in, signing in again in the middle of work, and what the browser keeps of it: nothing."""

import re

from playwright.sync_api import Page, expect

from tests.console.examples import content_id_of, detail
from tests.console.sitting import Sitting

KEY = "photos/first.jpg"
PLACE = f"#/case/{content_id_of(KEY)}"


def claim(sitting: Sitting) -> None:
    """Claims a case and begins to decide it."""
    sitting.desk.add(detail(KEY))
    sitting.open(PLACE)
    sitting.press("c")
    expect(sitting.page.locator("img.preview")).to_be_visible()
    sitting.press("x", "1")
    sitting.page.get_by_label("Note").fill("half a thought")
    sitting.press("Escape")


def sign_in_beside(sitting: Sitting) -> Page:
    """Asks for the second window."""
    with sitting.page.context.expect_page() as opened:
        sitting.page.get_by_role("button", name="Sign in again").click()
    return opened.value


def test_no_token_is_kept_where_a_script_could_find_it(sitting: Sitting) -> None:
    sitting.open("#/me")
    assert sitting.kept() == {"session": [], "local": 0, "cookies": ""}
    assert sitting.page.url == f"{sitting.loopback.address}#/me"


def test_a_reload_comes_back_to_where_one_was_without_a_question(sitting: Sitting) -> None:
    sitting.open("#/search?q=cat")
    sitting.page.reload()
    sitting.heading("Search")
    expect(sitting.page.get_by_role("searchbox")).to_have_value("cat")


def test_a_sign_in_that_was_not_begun_here_does_not_count(sitting: Sitting) -> None:
    stolen = f"{sitting.loopback.address}?code=stolen&state=made-up"
    sitting.page.goto(stolen)
    sitting.sees("was not begun in this window")
    sitting.loopback.asks = True
    sitting.page.goto(sitting.loopback.address)
    sitting.page.wait_for_url(re.compile("oauth2"))
    sitting.page.goto(stolen)
    sitting.sees("was not begun in this window")
    sitting.loopback.asks = False
    assert not sitting.desk.calls
    sitting.page.get_by_role("button", name="Try again").click()
    sitting.heading("Queues")


def test_the_words_of_a_refused_sign_in_are_only_words(sitting: Sitting) -> None:
    sitting.loopback.asks = True
    sitting.page.goto(sitting.loopback.address)
    sitting.page.wait_for_url(re.compile("oauth2"))
    state = re.search(r"state=([^&]+)", sitting.page.url)
    assert state
    refused = f"?error=access_denied&error_description=<img src=x>Not you.&state={state[1]}"
    sitting.page.goto(sitting.loopback.address + refused)
    sitting.sees("<img src=x>Not you.")


def test_a_token_that_ran_out_is_renewed_in_silence(sitting: Sitting) -> None:
    claim(sitting)
    sitting.desk.good_tokens.clear()
    sitting.press("e")
    sitting.desk.wait_for("/extend", 2)
    expect(sitting.page.get_by_role("status").filter(has_text="extended")).to_have_count(1)
    expect(sitting.page.get_by_role("dialog")).to_have_count(0)


def test_signing_in_again_in_the_middle_of_work_loses_nothing(sitting: Sitting) -> None:
    claim(sitting)
    sitting.desk.good_tokens.clear()
    sitting.loopback.refreshes = False
    sitting.loopback.asks = True
    sitting.press("Enter")
    sitting.sees("Your sign-in is over")
    window = sign_in_beside(sitting)
    window.get_by_role("link", name="Sign in as ana").click()
    expect(sitting.page.get_by_role("dialog")).to_have_count(0)
    sitting.later(11)
    (call,) = sitting.desk.wait_for("/decide")
    assert call.body is not None
    assert call.body["note"] == "half a thought"
    assert window.is_closed() or window.get_by_text("You can close this window").is_visible()


def test_somebody_else_cannot_go_on_with_what_was_begun(sitting: Sitting) -> None:
    claim(sitting)
    sitting.desk.good_tokens.clear()
    sitting.loopback.refreshes = False
    sitting.loopback.signs_in = "bo"
    sitting.press("e")
    sitting.sees("Your sign-in is over")
    sign_in_beside(sitting)
    sitting.sees("That was somebody else's sign-in.")
    assert len(sitting.desk.of("/extend")) == 1
    sitting.page.get_by_role("button", name="Not now").click()
    sitting.sees("You are signed out.")
    expect(sitting.page.get_by_label("Note")).to_have_value("half a thought")


def test_a_decision_outlasts_a_sign_in_that_is_put_off(sitting: Sitting) -> None:
    claim(sitting)
    sitting.loopback.refreshes = False
    sitting.press("Enter")
    sitting.sees("Nothing in this queue is open for you now.")
    sitting.desk.good_tokens.clear()
    sitting.later(11)
    sitting.page.get_by_role("button", name="Not now").click()
    sitting.sees("Not taken: You are signed out.")
    sitting.page.get_by_role("button", name="Try now").click()
    sign_in_beside(sitting)
    first, *_, last = sitting.desk.wait_for("/decide", 3)
    assert first.key == last.key


def test_signing_out_sends_what_waits_and_stays_out(sitting: Sitting) -> None:
    claim(sitting)
    sitting.press("Enter")
    sitting.sees("Undo")
    sitting.go("#/me")
    sitting.page.get_by_role("button", name="Sign out").click()
    sitting.page.wait_for_url(re.compile("/logout"))
    assert len(sitting.desk.of("/decide")) == 1
    sitting.page.goto(sitting.loopback.address)
    sitting.sees("You are signed out.")
    sitting.page.get_by_role("button", name="Sign in").click()
    sitting.heading("Queues")


def test_whoever_has_no_role_is_told(sitting: Sitting) -> None:
    sitting.desk.me = {**sitting.desk.me, "roles": [], "person_id": "new"}
    sitting.open()
    sitting.sees("Nobody has given you a role yet.")


def test_a_desk_that_cannot_be_reached_says_so(sitting: Sitting) -> None:
    sitting.page.route("**/v1/me", lambda route: route.abort())
    sitting.page.goto(sitting.loopback.address)
    sitting.sees("The desk cannot be reached.")
    sitting.page.unroute("**/v1/me")
    sitting.page.get_by_role("button", name="Try again").click()
    sitting.heading("Queues")
