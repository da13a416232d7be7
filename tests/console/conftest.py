"""One browser and one server for all tests of the console; a new desk for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.console.examples import START
from tests.console.loopback import Loopback, serving
from tests.console.sitting import WATCH, Sitting


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, for the tests of this folder."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def loopback() -> Iterator[Loopback]:
    """The addresses that the browser speaks to."""
    with serving() as loopback:
        yield loopback


@pytest.fixture(scope="package")
def page(browser: Browser) -> Iterator[Page]:
    """One window, since a new one costs more than a test."""
    context = browser.new_context(timezone_id="UTC")
    context.set_default_timeout(5_000)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


@pytest.fixture
def sitting(page: Page, loopback: Loopback) -> Iterator[Sitting]:
    """One person before an empty desk, as in a new window, at the start of the tests' day.

    Nothing may have gone wrong in silence at the end.
    """
    page.goto(f"{loopback.address}console/icon.svg")  # an address of the desk's that does nothing
    page.evaluate("sessionStorage.clear()")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.context.clock.install(time=START)
    loopback.renew()
    with Sitting(page, loopback) as sitting:
        yield sitting
    assert sitting.wrong == []
    assert loopback.desk.faults == []
