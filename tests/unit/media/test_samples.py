"""The samples are what they say they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from lambdas.moderation.domain.analyser_answers import labels, moderation_labels
from lambdas.moderation.domain.findings import Evidence, Finding, Sighting
from lambdas.moderation.domain.media import Picture, Video
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.video_fold import Fold
from local.rekognition.movie import read_movie
from local.rekognition.sight import Sight
from local.rekognition.simulate import sight_of, timeline_of
from local.rekognition.timeline import STEP_MS, scenes_of
from policy_file.reading import read
from samples.catalogue import MOST_KEY_BYTES, SAMPLES, Sample, make_sample
from tests.unit.media.reading import code_of, look_at

_MOST_SAMPLE_BYTES = 60_000
_LARGE_ON_PURPOSE = {"too-large", "big-header"}
_SCREENABLE = [name for name in SAMPLES if not SAMPLES[name].reason.startswith("held-")]
_HELD_BY_ITS_JOB = "held-video-unreadable"
_SHIPPED_POLICY = Path(__file__).parents[3] / "policy.yaml"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_held_for_the_cause_it_says_or_can_be_screened(name: str) -> None:
    reason = SAMPLES[name].reason
    refused = reason.startswith("held-") and reason != _HELD_BY_ITS_JOB
    expected = reason.removeprefix("held-") if refused else "accepted"
    assert code_of(make_sample(name)) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_the_same_every_time(name: str) -> None:
    assert make_sample(name) == make_sample(name)


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - _LARGE_ON_PURPOSE))
def test_a_sample_is_small(name: str) -> None:
    assert len(make_sample(name)) <= _MOST_SAMPLE_BYTES


def test_every_sample_has_a_key_of_its_own() -> None:
    assert len({sample.key for sample in SAMPLES.values()}) == len(SAMPLES)


def test_the_longest_key_is_as_long_as_s3_allows() -> None:
    assert max(len(sample.key.encode()) for sample in SAMPLES.values()) == MOST_KEY_BYTES


def test_the_picture_behind_a_large_header_is_found() -> None:
    assert isinstance(look_at(make_sample("big-header")), Picture)


def test_what_is_held_by_its_job_is_a_video() -> None:
    held = [name for name in SAMPLES if SAMPLES[name].reason == _HELD_BY_ITS_JOB]
    assert held
    assert all(isinstance(look_at(make_sample(name)), Video) for name in held)


@pytest.mark.parametrize("name", _SCREENABLE)
def test_the_shipped_policy_says_of_a_sample_what_it_expects(name: str) -> None:
    sample, policy = SAMPLES[name], read(_SHIPPED_POLICY)
    evidence = _watched(sample, policy) if sample.is_video else _looked_at(sample)
    judgement = evaluate(policy, key=sample.key, evidence=evidence)
    assert (judgement.status, judgement.reasons[0].rule) == (sample.expected, sample.reason)


def test_a_moment_too_short_for_its_rule_does_not_count() -> None:
    sample, policy = SAMPLES["fight-video"], read(_SHIPPED_POLICY)
    lasting = replace(sample, metadata={"simulate": "gambling@91"})
    moment, all_along = (
        {reason.rule for reason in evaluate(policy, key=each.key, evidence=found).reasons}
        for each in (sample, lasting)
        for found in [_watched(each, policy)]
    )
    assert "gambling" in all_along
    assert moment == {"graphic-violence", "weapons"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_that_says_so_is_a_video(name: str) -> None:
    accepted = code_of(make_sample(name)) == "accepted"
    is_video = accepted and isinstance(look_at(make_sample(name)), Video)
    assert is_video == SAMPLES[name].is_video


def _found(sight: Sight) -> tuple[Finding, ...]:
    return moderation_labels(sight.moderation).findings + labels(sight.labels).findings


def _looked_at(sample: Sample) -> Evidence:
    return Evidence(_found(sight_of(sample.metadata, sample.key)))


def _watched(sample: Sample, policy: Policy) -> Evidence:
    """What both analysers report of a video, folded into spans."""
    folds = {name: Fold(policy.video_levels(name)) for name in policy.analysers}
    timeline = timeline_of(sample.metadata, sample.key)
    for scene in scenes_of(timeline, read_movie(sample.make()).duration_ms):
        for look in range(scene.first, scene.last + 1):
            for finding in _found(scene.sight):
                folds[finding.source].add([Sighting(look * STEP_MS, finding)])
    return Evidence(tuple(each for fold in folds.values() for each in fold.findings()))


@pytest.mark.parametrize("name", SAMPLES)
def test_metadata_can_be_sent_as_s3_takes_it(name: str) -> None:
    assert all(text.isascii() for text in SAMPLES[name].metadata.values())
