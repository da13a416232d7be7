"""Text that uploaders choose, made safe to show, and cut to the columns of a terminal."""

import unicodedata

from rich.cells import cell_len, set_cell_size

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ZERO_WIDTH_JOINER = "\u200d"


def visible(text: str) -> str:
    r"""The text with what steers a terminal or hides in it written out, as Python does: `\x1b`."""
    return "".join(map(_visible, text))


def clipped(text: str, cells: int) -> str:
    """At most so many terminal cells (an emoji takes two), ending in `…` if something is left out.

    The text is one line and already `visible`.
    """
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…"


def _visible(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character == _ZERO_WIDTH_JOINER or unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
