"""A function's settings as environment variables: written by the stack, read in Lambda.

Standard library only, because the stacks import it too. A settings class is a frozen dataclass
whose fields are `str`, `int`, `float` or `bool`; the field `table_name` is the variable
`TABLE_NAME`. Both directions go through here, so no variable's name is ever typed twice.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints


class Settings(Protocol):
    """An instance of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


S = TypeVar("S", bound=Settings)


class SettingsError(ValueError):
    """Variables are missing or cannot be read as their type; the message names each of them."""


def to_env(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, such that `from_env` gives the same settings back."""
    return {
        _variable(field.name): _text(getattr(settings, field.name))
        for field in dataclasses.fields(settings)
    }


def from_env(cls: type[S], environ: Mapping[str, str]) -> S:
    """The settings that `to_env` wrote; other variables are ignored.

    Raises `SettingsError` naming every variable that is missing, empty or ill-typed.
    """
    values: dict[str, object] = {}
    mistakes: list[str] = []
    for name, kind in get_type_hints(cls).items():
        text = environ.get(_variable(name), "")
        try:
            values[name] = _READERS[kind](text)
        except ValueError:
            problem = f"is {text!r}, not a valid {kind.__name__}" if text else "is not set"
            mistakes.append(f"{_variable(name)} {problem}")
    if mistakes:
        raise SettingsError(f"{cls.__name__}: {'; '.join(mistakes)}.")
    return cls(**values)


def _variable(field_name: str) -> str:
    return field_name.upper()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read_str(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _read_bool(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError
    return text == "true"


_READERS: Mapping[type, Callable[[str], object]] = {
    str: _read_str,
    int: int,
    float: float,
    bool: _read_bool,
}
