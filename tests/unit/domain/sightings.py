"""Sightings to fold, by hand and by chance."""

from hypothesis import strategies as st

from lambdas.moderation.domain.findings import ContentType, Finding, Sighting
from lambdas.moderation.domain.video_fold import Fold

LEVELS = (0.0, 60.0, 90.0)
TYPES = st.lists(
    st.builds(ContentType, st.sampled_from(["Animated", "Illustrated"]), st.floats(0, 100)),
    max_size=2,
    unique_by=lambda each: each.name,
).map(tuple)
CHAINS = st.sampled_from(
    [
        ("Violence", ()),
        ("Weapons", ("Violence",)),
        ("Graphic Violence", ("Violence",)),
        ("Blood & Gore", ("Graphic Violence", "Violence")),
        ("Alcohol", ()),
        ("Zork", ("Weapons",)),
    ]
)
SURE = st.sampled_from([10.0, 59.9, 60.0, 75.5, 90.0, 99.5]) | st.floats(0, 100)
FINDINGS = st.builds(
    lambda chain, sure, types: Finding("moderation_labels", chain[0], sure, chain[1], types),
    CHAINS,
    SURE,
    TYPES,
)
TIMES = st.integers(0, 60).map(lambda halves: halves * 500)
ROWS = st.lists(st.builds(Sighting, TIMES, FINDINGS), max_size=30)
IN_ORDER = ROWS.map(lambda rows: sorted(rows, key=lambda row: row.at_ms))
FLAT = st.builds(
    Sighting,
    TIMES,
    st.builds(lambda label, sure: Finding("labels", label, sure), st.sampled_from("ab"), SURE),
)


def gun(at_s: float, sure: float = 90.0, **types: float) -> Sighting:
    """A gun, so many seconds from the beginning."""
    kinds = tuple(ContentType(name.title(), each) for name, each in types.items())
    finding = Finding("moderation_labels", "Weapons", sure, ("Violence",), kinds)
    return Sighting(round(at_s * 1000), finding)


def folded(*sightings: Sighting, levels: tuple[float, ...] = ()) -> tuple[Finding, ...]:
    """The findings of sightings that came in one page."""
    fold = Fold(levels)
    fold.add(sightings)
    return fold.findings()


def spans(finding: Finding, at_least: float = 0.0) -> list[tuple[int, int]]:
    """Start and end of the spans of one level."""
    return [(each.start_ms, each.end_ms) for each in finding.spans if each.at_least == at_least]
