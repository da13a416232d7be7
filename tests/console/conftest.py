"""One browser and one server for all tests of the console; a new window and desk for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.console.examples import START
from tests.console.loopback import Loopback, serving
from tests.console.sitting import Sitting

_HERE = Path(__file__).parent
_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run in several processes, one process has the browser."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.xdist_group("console"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    """The addresses that the browser speaks to."""
    with serving() as loopback:
        yield loopback


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser without a memory; its windows share a cache, but no storage of a window."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="UTC")
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def sitting(context: BrowserContext, loopback: Loopback) -> Iterator[Sitting]:
    """One person before an empty desk. Nothing may have gone wrong in silence at the end."""
    loopback.renew()
    context.clock.install(time=START)
    sitting = Sitting(context, loopback)
    yield sitting
    sitting.page.close()
    assert sitting.wrong == []
