"""The browser that the tests of the console drive: the machine's own Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)
"""As root, and without asking anybody on the network for anything."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window, ended afterwards. Raises `LookupError` where there is none.

    Meanwhile an event loop runs in this thread, so that others can neither start a browser nor use
    asyncio there: a fixture must not keep it beyond the tests that need it.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise LookupError(
            "The tests of the console need Chromium: install it (Debian: the package chromium), "
            "or say where it is with CHROMIUM=/path/to/chromium."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()
