"""A shift in a real browser: console, sign-in, API, functions and bucket as they are deployed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.ports.desk import CaseWrite
from local.desk.accounts import Account, make_account
from tests.browser import chromium
from tests.console.sitting import WATCH
from tests.e2e.cloud.clients import unique, until
from tests.e2e.desk.desk import Desk
from tests.e2e.desk.test_a_case import held

pytestmark = pytest.mark.e2e

ARTEFACTS = Path(__file__).resolve().parents[3] / ".local" / "screenshots"
"""What the person saw, for whoever looks into a failed run."""


@pytest.fixture
def account(desk: Desk) -> Account:
    """A moderator who has never signed in."""
    cognito = desk.stage.aws.client("cognito-idp")
    return make_account(cognito, desk.pool, unique("moderator"), [Role.MODERATOR])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that trusts the local cloud's certificate, with a clock that can be moved."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(ignore_https_errors=True, timezone_id="UTC")
    context.set_default_timeout(20_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.clock.install()
    yield page
    context.close()


def sign_in(page: Page, desk: Desk, account: Account, route: str = "#/") -> None:
    """Opens the console, which sends one to the hosted sign-in, and comes back."""
    page.goto(f"{desk.url}{route}")
    page.locator("input[name=username]").fill(account.person_id)
    page.locator("input[name=password]").fill(account.password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("main#content h1")).to_be_visible()


def shot(page: Page, name: str) -> None:
    """Keeps what is on the screen."""
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def heading(page: Page, text: str) -> None:
    """Waits for the page with that heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def kinds(desk: Desk, content: Content) -> list[EventKind]:
    """What happened to it, by its history."""
    return [event.kind for event in desk.stage.contents.history(content.content_id)]


def test_a_shift_from_the_sign_in_to_the_next_case(
    desk: Desk, page: Page, account: Account
) -> None:
    first = held(desk, "shift/<b>first</b>.jpg")
    second = held(desk, "shift/second.jpg")
    sign_in(page, desk, account, f"#/case/{first.content_id}")
    heading(page, "<b>first</b>.jpg")
    page.keyboard.press("c")
    expect(page.locator("img.preview")).to_be_visible()
    shot(page, "preview")
    assert EventKind.CASE_REVEALED not in kinds(desk, first)
    page.keyboard.press("r")
    original = page.locator("img.original")
    expect(original).to_be_visible()
    until(lambda: original.evaluate("image => image.naturalWidth") == 640, seconds=10)
    assert EventKind.CASE_REVEALED in kinds(desk, first)
    shot(page, "revealed")

    assert desk.stage.reads(first) == 403
    page.keyboard.press("a")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    shot(page, "undo")
    page.clock.fast_forward(11_000)
    until(lambda: desk.stage.reads(first) == 200, seconds=30)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("first")
    expect(page.locator("img.preview")).to_be_visible()
    shot(page, "next")
    assert page.evaluate("window.violations") == []
    assert second.content_id  # one more waits, whichever of the desk's cases came next


def test_a_claim_that_ends_while_one_looks_is_told(
    desk: Desk, page: Page, account: Account
) -> None:
    content = held(desk, "shift/slow.jpg")
    sign_in(page, desk, account, f"#/case/{content.content_id}")
    page.keyboard.press("c")
    expect(page.locator("img.preview")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator("img.original")).to_be_visible()
    end_claim(desk, content)
    page.clock.fast_forward(11 * 60 * 1000)
    expect(page.get_by_text("Your claim ran out").first).to_be_visible()
    expect(page.locator("img.original, img.preview")).to_have_count(0)
    shot(page, "claim-ran-out")
    page.locator("h1").focus()
    page.keyboard.press("c")
    expect(page.locator("img.preview")).to_be_visible()


def end_claim(desk: Desk, content: Content) -> None:
    """Its time is over at the desk, as it is here once the clock is moved."""
    client = desk.stage.aws.client("dynamodb")
    cases = DynamoDbCases(client, desk.stage.outputs["ModerationTable"])
    case = cases.load(content.content_id)
    assert case
    past = datetime.now(UTC) - timedelta(seconds=1)
    cases.save(CaseWrite(case=replace(case, write=case.write + 1, until=past), events=()))


def test_whoever_is_not_signed_in_sees_the_sign_in_and_nothing_else(desk: Desk, page: Page) -> None:
    page.goto(desk.url)
    page.wait_for_url(re.compile("oauth2/authorize|/login"))
    expect(page.locator("input[name=password]")).to_be_visible()
