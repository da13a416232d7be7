"""One person in front of the console: what they press and see, and what went wrong in silence."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import ConsoleMessage, Error, Page, expect

from tests.console.loopback import Loopback
from tests.console.scripted_desk import ScriptedDesk

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
"""Gathers what the content policy of a page refuses."""

_RUN_AXE = """
async (rules) => (await axe.run(document, {
  resultTypes: ["violations"],
  ...(rules ? {runOnly: {type: "rule", values: rules}} : {}),
})).violations.map(
  (each) => `${each.impact} ${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`)
"""


class Sitting:
    """A browser window on a desk. `wrong` gathers errors of the console and of its policy."""

    def __init__(self, page: Page, loopback: Loopback) -> None:
        self.loopback = loopback
        self.page = page
        self.wrong: list[str] = []

    def __enter__(self) -> Self:
        """Begins to listen."""
        self.page.on("pageerror", self._break)
        self.page.on("console", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Listens no more."""
        self.page.remove_listener("pageerror", self._break)
        self.page.remove_listener("console", self._hear)

    def _break(self, error: Error) -> None:
        self.wrong.append(str(error))

    def _hear(self, said: ConsoleMessage) -> None:
        """What the browser itself says of an answer that is a refusal is no mistake."""
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.wrong.append(said.text)

    @property
    def desk(self) -> ScriptedDesk:
        """The desk that this test speaks to."""
        return self.loopback.desk

    def open(self, route: str = "#/") -> None:
        """Signs in, and goes there."""
        self.page.goto(self.loopback.address + route)
        self.settle()

    def settle(self) -> None:
        """Waits until the page has its heading, and all that it loads."""
        expect(self.page.locator("main#content h1")).to_be_visible()
        expect(self.page.get_by_text("Loading")).to_have_count(0)

    def go(self, route: str) -> None:
        """Goes there within the console."""
        self.page.evaluate("(route) => { location.hash = route; }", route)

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def later(self, seconds: float) -> None:
        """Moves the time on, here and at the desk."""
        self.desk.ahead += seconds
        self.page.clock.fast_forward(round(seconds * 1000))

    def heading(self, text: str) -> None:
        """Waits until the page has that heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def sees(self, text: str) -> None:
        """Waits until that text is on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def violations(self) -> list[str]:
        """What the content security policy refused since the page was loaded."""
        found: list[str] = self.page.evaluate("window.violations")
        return found

    def barriers(self, *rules: str) -> list[str]:
        """What axe finds on the page as it is, of any impact; only by these rules if there are."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(_RUN_AXE, list(rules) or None)
        return found

    def kept(self) -> dict[str, Any]:
        """What the browser's storages hold: names in the session's, and the size of the other."""
        stored: str = self.page.evaluate(
            "JSON.stringify({session: Object.keys(sessionStorage), local: localStorage.length,"
            " cookies: document.cookie})"
        )
        plain: dict[str, Any] = json.loads(stored)
        return plain


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")
