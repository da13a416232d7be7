"""Every page, at both widths and in both themes: accessible, and within the content policy."""

import pytest
from playwright.sync_api import expect

from tests.console.sitting import Sitting
from tests.console.worlds import PLACES, busy

WIDE, NARROW = {"width": 1280, "height": 844}, {"width": 390, "height": 844}


def check(sitting: Sitting, where: str) -> None:
    """Nothing that axe finds, nothing refused, nothing wider than the window; in both themes."""
    for size in (WIDE, NARROW):
        sitting.page.set_viewport_size(size)  # type: ignore[arg-type]  # it is one
        assert sitting.barriers() == [], (where, size)
        sitting.page.emulate_media(color_scheme="dark")
        assert sitting.barriers("color-contrast") == [], (where, size, "dark")
        sitting.page.emulate_media(color_scheme="light")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert sitting.page.evaluate(overflow) == 0, (where, size)
    assert sitting.violations() == [], where


def test_every_page_is_accessible(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open()
    for name, place in PLACES.items():
        sitting.go(place)
        sitting.settle()
        check(sitting, name)


@pytest.mark.parametrize("name", ["picture", "video"])
def test_a_case_that_is_worked_on_is_accessible(sitting: Sitting, name: str) -> None:
    busy(sitting.desk)
    sitting.open(PLACES[name])
    sitting.press("c")
    sitting.page.get_by_role("button", name="Reveal").click()
    expect(sitting.page.locator(".original")).to_be_visible()
    sitting.press("x", "3", "Escape")
    check(sitting, name)


def test_every_dialog_is_accessible_and_closes(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open(PLACES["picture"])
    sitting.press("c")
    expect(sitting.page.get_by_role("button", name="Reveal")).to_be_visible()
    dialog = sitting.page.get_by_role("dialog")
    for key, title in {"?": "Keys", "h": "Hold", "g": "Escalate", "t": "Hand it"}.items():
        sitting.press(key)
        expect(dialog.get_by_role("heading")).to_contain_text(title)
        sitting.settle()
        assert sitting.barriers() == [], title
        sitting.press("Escape")
        expect(dialog).to_have_count(0)


def test_what_is_pressed_is_large_enough_for_a_finger(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.page.set_viewport_size({"width": 390, "height": 844})
    sitting.open(PLACES["picture"])
    sitting.press("c")
    expect(sitting.page.get_by_role("button", name="Reveal")).to_be_visible()
    pressed = sitting.page.locator("button.primary, .choice button, .actions button, nav a")
    heights = [box["height"] for each in pressed.all() if (box := each.bounding_box())]
    assert len(heights) > 10
    assert min(heights) >= 44


def test_the_theme_can_be_chosen_for_the_window(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.open(PLACES["me"])
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = sitting.page.evaluate(ground)
    sitting.page.get_by_label("Dark").check()
    dark = sitting.page.evaluate(ground)
    sitting.page.reload()
    sitting.heading("Me")
    assert light != dark == sitting.page.evaluate(ground)


def test_nothing_moves_where_that_is_not_wanted(sitting: Sitting) -> None:
    busy(sitting.desk)
    sitting.page.emulate_media(reduced_motion="reduce")
    sitting.open(PLACES["picture"])
    sitting.press("c")
    expect(sitting.page.get_by_role("button", name="Reveal")).to_be_visible()
    sitting.press("x", "1", "Enter")
    moving = "getComputedStyle(document.querySelector('.bar > span')).transitionDuration"
    expect(sitting.page.locator(".bar")).to_be_visible()
    assert sitting.page.evaluate(moving) == "0s"
