"""What holds for all tests, and the one browser of those that need one."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.browser import chromium

settings.register_profile("pipeline", deadline=None)  # how fast a machine is, is no fact of ours
settings.load_profile("pipeline")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; Playwright can be started once in a process, not twice."""
    with chromium() as browser:
        yield browser
