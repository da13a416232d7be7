"""Findings: what the analysers reported, in one shape whichever of them it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ContentType:
    """How sure Rekognition is that the picture is `Animated` or `Illustrated` (percent 0-100)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an analyser reported. `confidence` is percent 0-100.

    `source` is the analyser's name in the policy (`moderation_labels`, `labels`). `parents` are the
    labels above this one, nearest first, as far as the answer or the taxonomy tells them.
    """

    source: str
    label: str
    confidence: float
    parents: tuple[str, ...] = ()
    content_types: tuple[ContentType, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analyser's answer: its findings and the version of the model that produced them."""

    source: str
    model_version: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All findings of a content, the model version by analyser, and the calls made by API name."""

    findings: tuple[Finding, ...] = ()
    model_versions: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
