"""An upload's journey: in, judged, enforced, told."""

from dataclasses import asdict

import pytest

from samples.catalogue import SAMPLES, make_sample
from tests.e2e.cloud.clients import until
from tests.e2e.pipeline.stage import Stage


def test_every_sample_gets_its_verdict_and_only_the_approved_can_be_read(stage: Stage) -> None:
    contents = {
        name: stage.upload(sample.key, make_sample(name), metadata=sample.metadata)
        for name, sample in SAMPLES.items()
    }
    for name, sample in SAMPLES.items():
        state = stage.enforced(contents[name])
        assert (name, state.status, state.reasons[0].rule) == (name, sample.expected, sample.reason)
        assert stage.tag(contents[name]) == sample.expected
        assert stage.reads(contents[name]) == (200 if sample.expected == "approved" else 403)


@pytest.mark.parametrize(
    ("simulate", "status", "alerts"),
    [("nothing", "approved", 0), ("weapons@70", "in_review", 1), ("weapons@99", "rejected", 1)],
)
def test_everybody_is_told_of_a_verdict_and_moderators_of_a_flagged_one(
    stage: Stage, simulate: str, status: str, alerts: int
) -> None:
    metadata = {"uploader-id": "u-1", "reference": "r"}
    content = stage.upload("told.jpg", simulate=simulate, metadata=metadata)
    stage.enforced(content)
    event = until(lambda: stage.heard(stage.events, content))[0]
    assert event["status"] == status
    assert event["content"]["uploader_id"] == "u-1"
    assert event["content"]["reference"] == "r"
    assert event["reasons"]
    assert len(stage.heard(stage.alerts, content)) == alerts


def test_where_something_is_in_a_picture_is_told_and_kept(stage: Stage) -> None:
    content = stage.upload("toast.jpg", simulate="alcohol@80, label:child@92")
    state = stage.enforced(content)
    event = until(lambda: stage.heard(stage.events, content))[0]
    found = {each["label"]: each for reason in event["reasons"] for each in reason["findings"]}
    (box,) = found["Child"]["boxes"]
    assert {name: 0 <= side <= 1 for name, side in box.items()} == dict.fromkeys(
        ("left", "top", "width", "height"), True
    )
    assert "boxes" not in found["Alcohol"]
    history = stage.contents.verdict_event(state)
    assert history is not None
    kept = [each for reason in history.reasons for each in reason.findings if each.boxes]
    assert [(each.label, asdict(each.boxes[0])) for each in kept] == [("Child", box)]
