"""Text that strangers chose (keys, metadata, message bodies), made safe to show."""

import unicodedata

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ZERO_WIDTH_JOINER = "\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    r"""The text with what steers a terminal or hides in it written out: `\n`, `\x1b`, `\u202e`.

    Backslashes are doubled, so that two different texts never look the same for this reason. The
    joiner inside emoji stays. Rich markup needs no escape: no command ever prints with markup on.
    """
    return "".join(map(_visible, text))


def clipped(text: str, longest: int) -> str:
    """At most `longest` characters, ending in `…` where something was left out."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _visible(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character == _ZERO_WIDTH_JOINER or unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004 - the last code point that two digits can write
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - likewise four
