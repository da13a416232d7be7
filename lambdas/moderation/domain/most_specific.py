"""Findings without those that a more specific one restates: Rekognition answers the whole chain."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.findings import Finding

TAXONOMY_SOURCES = frozenset(each.name for each in ANALYSERS.values() if each.uses_taxonomy)
"""The analysers whose labels are the moderation taxonomy's."""

_MOST = 100.0

Seen = tuple[Finding, frozenset[str]]
"""A finding with its line: its own label and all labels above it, case-folded."""


def most_specific(findings: Iterable[Finding]) -> list[Seen]:
    """The findings of one picture that no other of them restates, in their order, each once.

    One restates another if its line holds the other's whole line and more, it is at least as sure,
    and both come from one analyser with the same content types.
    """
    seen = [
        (finding, line_of(finding.source, finding.label, finding.parents))
        for finding in dict.fromkeys(findings)
    ]
    if len(seen) == 1:
        return seen
    return [each for each in seen if not _is_restated(each, seen)]


def sound(finding: Finding) -> Finding:
    """The finding with numbers from 0 to 100: what is not counts as sure, and as no exception."""
    if not 0 <= finding.confidence <= _MOST:
        finding = replace(finding, confidence=_MOST)
    for each in finding.content_types:
        if not 0 <= each.confidence <= _MOST:
            types = tuple(
                each if 0 <= each.confidence <= _MOST else replace(each, confidence=0.0)
                for each in finding.content_types
            )
            return replace(finding, content_types=types)
    return finding


@lru_cache(maxsize=4096)
def line_of(source: str, label: str, parents: tuple[str, ...]) -> frozenset[str]:
    """A label's line: itself and all above it, by the answer and by the taxonomy, case-folded."""
    names = [label, *parents]
    if source in TAXONOMY_SOURCES:
        names += [above for name in (label, *parents) for above in taxonomy.parents_of(name)]
    return frozenset(map(str.casefold, names))


def _is_restated(seen: Seen, others: Iterable[Seen]) -> bool:
    finding, line = seen
    for other, longer in others:
        if (
            line < longer
            and other.confidence >= finding.confidence
            and other.source == finding.source
            and other.content_types == finding.content_types
        ):
            return True
    return False
