"""The upload on the page: preview, reveal, veil, boxes, spans, and links that run out."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.calls import refusal
from tests.console.examples import content_id_of, detail, me
from tests.console.records import MARKET
from tests.console.sitting import Sitting
from tests.console.worlds import FIGHT, picture, video

PICTURE, VIDEO = (f"#/case/{content_id_of(key)}" for key in (MARKET, FIGHT))


@pytest.fixture
def looking(sitting: Sitting) -> Sitting:
    """A person before a desk with a picture and a video."""
    sitting.desk.add(picture(), video())
    return sitting


def claim(sitting: Sitting, place: str) -> None:
    """Claims that case."""
    sitting.open(place)
    sitting.press("c")
    expect(sitting.page.get_by_role("button", name="Reveal")).to_be_visible()


def filtered(page: Page) -> str:
    """The filter over the original."""
    found: str = page.locator(".original").evaluate("(each) => getComputedStyle(each).filter")
    return found


def test_nothing_is_shown_without_a_claim_and_nothing_original_without_a_reveal(
    looking: Sitting,
) -> None:
    looking.open(PICTURE)
    looking.sees("Claim the case to see the upload.")
    expect(looking.page.locator("main img")).to_have_count(0)
    looking.press("c")
    expect(looking.page.locator("img.preview")).to_be_visible()
    (call,) = looking.desk.of("/preview", "GET")
    assert call.query == {"token": "1"}
    assert not looking.desk.of("/reveal")


def test_the_original_comes_veiled_as_its_viewer_has_set_it(looking: Sitting) -> None:
    claim(looking, PICTURE)
    looking.press("r")
    expect(looking.page.locator("img.original")).to_be_visible()
    assert filtered(looking.page) == "blur(14px) grayscale(1)"
    looking.press("v")
    assert filtered(looking.page) == "none"
    looking.press("v")
    looking.page.keyboard.down("v")
    assert filtered(looking.page) == "none"
    looking.page.clock.fast_forward(1_000)
    looking.page.keyboard.up("v")
    assert filtered(looking.page) == "blur(14px) grayscale(1)"


def test_boxes_lie_over_what_was_found_and_can_be_taken_off(looking: Sitting) -> None:
    claim(looking, PICTURE)
    looking.press("r")
    box, image = looking.page.locator(".box"), looking.page.locator("img.original")
    expect(box).to_contain_text("Weapons 88.1 %")
    expect(image).to_have_js_property("naturalWidth", 960)
    drawn, shown = box.bounding_box(), image.bounding_box()
    assert drawn
    assert shown
    assert (drawn["x"] - shown["x"]) / shown["width"] == pytest.approx(0.395, abs=0.01)
    assert (drawn["y"] - shown["y"]) / shown["height"] == pytest.approx(0.53, abs=0.01)
    looking.press("b")
    expect(box).to_have_count(0)


def test_a_video_opens_muted_and_still_at_its_first_flagged_span(looking: Sitting) -> None:
    claim(looking, VIDEO)
    looking.sees("There is no preview of a video.")
    looking.sees("When it was seen")
    looking.press("r")
    player = looking.page.locator("video")
    expect(player).to_have_js_property("currentTime", 1)
    for name, value in {"muted": True, "paused": True, "autoplay": False}.items():
        expect(player).to_have_js_property(name, value)
    for key, place in (("]", 2), ("]", 8), ("[", 2)):
        looking.press(key)
        expect(player).to_have_js_property("currentTime", place)
    looking.page.locator(".span").last.click()
    expect(player).to_have_js_property("currentTime", 1)


def test_a_video_starts_by_itself_only_for_those_who_want_that(looking: Sitting) -> None:
    looking.desk.me = me(viewing={"blur": False, "grey": False, "autoplay": True})
    claim(looking, VIDEO)
    looking.press("r")
    expect(looking.page.locator("video")).to_have_js_property("paused", False)
    assert looking.page.evaluate("document.querySelector('video').muted") is True


def test_a_link_that_ran_out_is_asked_for_again_and_recorded_again(looking: Sitting) -> None:
    looking.loopback.broken_links.add("original.jpg")
    claim(looking, PICTURE)
    looking.press("r")
    looking.desk.wait_for("/reveal", 2)
    expect(looking.page.locator("img.original")).to_have_js_property("naturalWidth", 960)


def test_an_upload_that_no_link_can_show_does_not_go_on_asking(looking: Sitting) -> None:
    looking.desk.original_url = f"{looking.loopback.elsewhere}/nothing"
    looking.loopback.broken_links.update({"nothing"})
    looking.desk.original_url = f"{looking.loopback.home}/nothing"
    claim(looking, PICTURE)
    looking.press("r")
    looking.desk.wait_for("/reveal", 4)
    expect(looking.page.locator("img.original")).to_have_count(0)
    looking.sees("cannot be shown")
    assert len(looking.desk.of("/reveal")) == 4


def test_a_preview_that_cannot_be_made_says_why_and_keeps_nobody_from_working(
    looking: Sitting,
) -> None:
    told = "The upload cannot be decoded."
    looking.desk.instead.append(("/preview", refusal(409, "no-preview", told)))
    claim(looking, PICTURE)
    looking.sees(told)
    looking.press("r")
    expect(looking.page.locator("img.original")).to_be_visible()


def test_what_only_seniors_may_see_offers_others_no_reveal(sitting: Sitting) -> None:
    why = "A rule says that this upload is shown to seniors only."
    sitting.desk.add(
        detail("x.jpg", case={"senior_only": True}, preview={"available": False, "why": why})
    )
    sitting.open(f"#/case/{content_id_of('x.jpg')}")
    sitting.press("c")
    sitting.sees("The original is shown to seniors only.")
    sitting.press("r")
    expect(sitting.page.get_by_role("button", name="Reveal")).to_have_count(0)
    assert not sitting.desk.of("/reveal")


def test_an_auditor_sees_the_record_and_no_upload(looking: Sitting) -> None:
    looking.desk.me = me(roles=["auditor"])
    looking.open(PICTURE)
    looking.sees("Uploads are shown only to those who work on them.")
    expect(looking.page.get_by_role("heading", name="History")).to_be_visible()
    expect(looking.page.get_by_role("button", name="Claim")).to_have_count(0)
