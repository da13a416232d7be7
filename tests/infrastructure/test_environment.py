"""Settings travel through the environment and arrive as they were."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.runtime.environment import SettingsError, from_env, to_env


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """Settings of every type that there is."""

    table_name: str
    limit: int
    rate: float
    loud: bool


@given(
    st.builds(
        Everything,
        table_name=st.text(min_size=1),
        limit=st.integers(),
        rate=st.floats(allow_nan=False),
        loud=st.booleans(),
    )
)
def test_settings_arrive_as_they_were_written(settings: Everything) -> None:
    assert from_env(Everything, to_env(settings)) == settings


def test_a_variable_is_named_for_its_field() -> None:
    settings = Everything(table_name="t", limit=3, rate=2.5, loud=False)
    assert to_env(settings) == {
        "TABLE_NAME": "t",
        "LIMIT": "3",
        "RATE": "2.5",
        "LOUD": "false",
    }


def test_every_bad_variable_is_named() -> None:
    environ = {"TABLE_NAME": "", "LIMIT": "3.5", "RATE": "fast"}
    with pytest.raises(SettingsError) as raised:
        from_env(Everything, environ)
    assert str(raised.value) == (
        "Everything: TABLE_NAME is not set; LIMIT is '3.5', not a valid int; "
        "RATE is 'fast', not a valid float; LOUD is not set."
    )


def test_other_variables_are_left_alone() -> None:
    settings = Everything(table_name="t", limit=3, rate=2.5, loud=True)
    assert from_env(Everything, {**to_env(settings), "PATH": "/bin"}) == settings
