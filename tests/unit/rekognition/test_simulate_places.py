"""Where a script is looked for: metadata first, then the key."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.rekognition.simulate import sight_of
from tests.unit.rekognition.callers import found


def _seen(key: str, **metadata: str) -> dict[str, float]:
    return found(sight_of(metadata, key).moderation)


@pytest.mark.parametrize(
    "key",
    [
        "photos/weapons@85,animated.jpg",
        "weapons@85",
        "photos/weapons@85.0.jpg",
        "weapons@85.0",
        "a/Weapons@85.JPEG",
        "run-7/simulate=weapons@85/IMG_0001.jpg",
        "run-7/simulate=weapons@85.png",
        "a/simulate=weapons@85/gambling.jpg",
    ],
)
def test_a_script_is_found_in_a_key(key: str) -> None:
    assert _seen(key)["Weapons"] == 85


@pytest.mark.parametrize(
    "key",
    [
        "IMG_2034.jpg",
        "holiday.jpg",
        "weapons/IMG_2034.jpg",
        "photos/weapons, knives.jpg",
        "weapons-museum.jpg",
        "💥/@@,,@-3.png",
        "photos/",
        "",
        ".jpg",
    ],
)
def test_an_ordinary_key_finds_nothing_and_logs_nothing(
    key: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert _seen(key) == {}
    assert caplog.records == []


def test_metadata_comes_before_the_key() -> None:
    assert _seen("weapons.jpg", simulate="gambling") == {"Gambling": 97}


def test_the_word_nothing_in_the_metadata_overrules_the_key() -> None:
    assert _seen("weapons.jpg", simulate="nothing") == {}


def test_metadata_in_rfc_2047_is_decoded() -> None:
    assert _seen("a.jpg", Simulate="=?UTF-8?B?Z2FtYmxpbmdANzA=?=") == {"Gambling": 70}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wepons",
        "@@,,@-3",
        "weapons, wepons",
        "Waffen für alle",
        "=?UTF-8?B?8J+SpQ==?=",
        "=?UTF-8?B?8J+SpQ?=",
        "=?klingon?Q?x?=",
        "\n\x00",
        "weapons," * 5000,
    ],
)
def test_a_mistake_in_metadata_is_one_logged_error_and_nothing_found(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert _seen("weapons.jpg", simulate=text) == {}
    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "nothing is found" in errors[0].getMessage()
    assert errors[0].getMessage().isprintable()


def test_a_mistake_in_a_keys_simulate_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert _seen("simulate=wepons/a.jpg") == {}
    assert "Did you mean `weapons`" in caplog.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.text(),
    metadata=st.dictionaries(
        st.sampled_from(["simulate", "SIMULATE", "x"]),
        st.text() | st.from_regex(r"=\?[a-z0-9-]*\?[bBqQ]\?[!-~]*\?="),
    ),
)
def test_no_upload_makes_it_crash(metadata: dict[str, str], key: str) -> None:
    sight_of(metadata, key)
