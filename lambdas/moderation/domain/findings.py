"""Findings: what the analysers reported, in one shape whichever of them it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ContentType:
    """How sure Rekognition is that the picture is `Animated` or `Illustrated` (percent 0-100)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a video in which a label was sighted again and again, without a long break.

    `start_ms` and `end_ms` are its first and last sighting, in milliseconds from the beginning of
    the video (the same where there was only one). Every sighting in it was `at_least` percent sure;
    `peak` and `mean` are theirs. `content_types`: those of all its sightings, each as sure as the
    least sure of them.
    """

    start_ms: int
    end_ms: int
    peak: float
    mean: float
    at_least: float = 0.0
    content_types: tuple[ContentType, ...] = ()

    @property
    def duration_ms(self) -> int:
        """From the first to the last sighting: 0 for a single one."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Box:
    """Where in a picture something is, as fractions (0-1) of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an analyser reported. `confidence` is percent 0-100, of a video its peak.

    `source` is the analyser's name in the policy (`moderation_labels`, `labels`). `parents` are the
    labels above this one, nearest first, as far as the answer or the taxonomy tells them. `spans`
    are where in a video it was sighted, in order of time, once for each level of `at_least` that
    the policy asks about; a finding of an image has none. `boxes` are where in an image it is, of
    the few labels that Rekognition can place.
    """

    source: str
    label: str
    confidence: float
    parents: tuple[str, ...] = ()
    content_types: tuple[ContentType, ...] = ()
    spans: tuple[Span, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """One row of a video's results: what was found, `at_ms` milliseconds from the beginning."""

    at_ms: int
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPage:
    """One page of a video analyser's results, in order of time.

    `next_page` is where to go on, None after the last page. `duration_ms` is the video's length.
    """

    sightings: tuple[Sighting, ...]
    model_version: str
    next_page: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analyser's answer: its findings and the version of the model that produced them."""

    source: str
    model_version: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All findings of a content, the model version by analyser, and the calls made by API name.

    `duration_ms` is the length of a video, None for an image. `stored_as` is the name under which
    the archive has it, findings and all, where this is only what says so.
    """

    findings: tuple[Finding, ...] = ()
    model_versions: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    duration_ms: int | None = None
    stored_as: str | None = None
