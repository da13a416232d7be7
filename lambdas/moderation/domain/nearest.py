"""The right names that look most like a wrong one, for error messages."""

from collections.abc import Collection, Iterable

_LONGEST_COMPARED = 120


def nearest(wrong: str, names: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of the names, best first; empty where none is close. Ignores case.

    A name that contains the wrong one, or is contained in it, is close too (`Nudity`).
    """
    import difflib  # noqa: PLC0415  only for error messages: kept out of every cold start

    sought = wrong.casefold()[:_LONGEST_COMPARED]
    by_folded = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(sought, by_folded, n=limit, cutoff=0.6)
    words = (folded for folded in by_folded if len(sought) > 3 and _contains(folded, sought))  # noqa: PLR2004  shorter parts fit anywhere
    return tuple(by_folded[folded] for folded in dict.fromkeys((*found, *words)))[:limit]


def suggestion(wrong: str, names: Iterable[str]) -> str:
    """` Did you mean …?` with the nearest names, or nothing."""
    return did_you_mean(nearest(wrong, names))


def did_you_mean(close: Collection[str]) -> str:
    """The question with these names, or nothing where there are none."""
    return f" Did you mean {' or '.join(f'`{name}`' for name in close)}?" if close else ""


def _contains(one: str, other: str) -> bool:
    return other in one or one in other
