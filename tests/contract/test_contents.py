"""What the moderation table promises, held against the fake and the adapter."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import DueKind
from lambdas.moderation.domain.transitions import with_enforced, with_gone, with_rescreen
from lambdas.moderation.ports import Contents
from tests.contract.examples import (
    CARTOON,
    DOG,
    GUN,
    LATER,
    NOW,
    approval,
    content,
    decided,
    evidence,
    rejection,
)
from tests.fakes import FakeContents

if TYPE_CHECKING:
    from tests.contract.conftest import Aws

ID = content().content_id


@pytest.fixture(params=["fake", "dynamodb"])
def contents(request: pytest.FixtureRequest) -> Contents:
    if request.param == "fake":
        return FakeContents()
    aws: Aws = request.getfixturevalue("aws")
    return DynamoDbContents(aws.dynamodb, aws.table())


class TestContents:
    def test_knows_nothing_of_a_content_never_saved(self, contents: Contents) -> None:
        assert contents.load(ID) is None
        assert contents.load_evidence(ID, 1) is None
        assert contents.history(ID) == []

    def test_gives_a_state_back_as_it_was_saved(self, contents: Contents) -> None:
        state, event = decided(approval())
        contents.save(state, event)
        assert contents.load(ID) == state

    def test_gives_a_state_without_anything_optional_back(self, contents: Contents) -> None:
        state, _ = decided(approval())
        bare = replace(
            state,
            upload=replace(state.upload, uploader_id=None, reference=None),
            reasons=(),
            previous_status=None,
            decider=None,
            policy_version=None,
            model_versions={},
            decided_at=None,
            due=None,
            pinned=True,
        )
        contents.save(bare)
        assert contents.load(ID) == bare

    def test_keeps_the_reasons_of_a_state_in_short_and_of_its_event_whole(
        self, contents: Contents
    ) -> None:
        state, event = decided(rejection())
        many = replace(event, reasons=event.reasons * 3)
        contents.save(replace(state, reasons=many.reasons), many)
        stored = contents.load(ID)
        assert stored is not None
        assert [each.rule for each in stored.reasons] == [each.rule for each in event.reasons]
        assert stored.reasons[1].findings[0].parents == ()
        assert contents.verdict_event(stored) == many

    def test_a_shortened_state_is_saved_again_without_further_loss(
        self, contents: Contents
    ) -> None:
        contents.save(*decided(rejection()))
        stored = contents.load(ID)
        assert stored is not None
        enforced = with_enforced(stored, 1, LATER)
        contents.save(enforced)
        assert contents.load(ID) == enforced

    @pytest.mark.parametrize("write", [1, 3, 7])
    def test_refuses_a_state_that_is_not_the_next_write(
        self, contents: Contents, write: int
    ) -> None:
        state, event = decided(approval())
        contents.save(state, event)
        with pytest.raises(Conflict):
            contents.save(replace(state, write=write, profile="other"))
        with pytest.raises(Conflict):
            contents.save(replace(state, write=write, profile="other"), event)
        assert contents.load(ID) == state

    def test_refuses_the_very_same_write_a_second_time(self, contents: Contents) -> None:
        state, event = decided(approval())
        contents.save(state, event)
        with pytest.raises(Conflict):
            contents.save(state, event)

    def test_refuses_a_second_write_where_nothing_is_stored(self, contents: Contents) -> None:
        state, event = decided(approval())
        with pytest.raises(Conflict):
            contents.save(replace(state, write=2), event)
        assert contents.load(ID) is None
        assert contents.history(ID) == []

    def test_a_refused_state_leaves_no_event(self, contents: Contents) -> None:
        state, event = decided(approval())
        contents.save(state, event)
        with pytest.raises(Conflict):
            contents.save(state, replace(event, at=LATER))
        assert contents.history(ID) == [event]

    def test_tells_the_history_oldest_first(self, contents: Contents) -> None:
        state, verdict = decided(rejection())
        contents.save(state, verdict)
        rescreen = with_rescreen(state, who="mod-1", why="The policy changed.", now=LATER)
        assert rescreen is not None
        contents.save(*rescreen)
        gone = with_gone(rescreen[0], LATER + timedelta(seconds=1))
        assert gone is not None
        contents.save(*gone)
        assert contents.history(ID) == [verdict, rescreen[1], gone[1]]

    def test_finds_the_event_of_the_current_verdict_after_enforcement(
        self, contents: Contents
    ) -> None:
        state, event = decided(rejection())
        contents.save(state, event)
        assert contents.verdict_event(with_enforced(state, 1, LATER)) == event

    def test_finds_no_event_before_the_first_verdict(self, contents: Contents) -> None:
        state, _ = decided(approval())
        assert contents.verdict_event(state) is None
        assert contents.verdict_event(replace(state, decided_at=None)) is None

    def test_gives_evidence_back_by_screening(self, contents: Contents) -> None:
        contents.save_evidence(ID, 1, evidence(GUN, CARTOON, DOG))
        contents.save_evidence(ID, 2, Evidence())
        assert contents.load_evidence(ID, 1) == evidence(GUN, CARTOON, DOG)
        assert contents.load_evidence(ID, 2) == Evidence()
        assert contents.load_evidence(ID, 3) is None

    def test_gives_evidence_of_a_video_back_as_the_name_of_what_is_archived(
        self, contents: Contents
    ) -> None:
        video = replace(evidence(GUN), duration_ms=61_000, stored_as="evidence/2026/11/24/x.gz")
        contents.save_evidence(ID, 1, video)
        assert contents.load_evidence(ID, 1) == replace(video, findings=())

    def test_gives_the_length_of_a_video_back(self, contents: Contents) -> None:
        for length in (0, 61_000):
            contents.save_evidence(ID, 1, replace(evidence(GUN), duration_ms=length))
            assert contents.load_evidence(ID, 1) == replace(evidence(GUN), duration_ms=length)

    def test_evidence_written_again_is_replaced(self, contents: Contents) -> None:
        contents.save_evidence(ID, 1, evidence(GUN))
        contents.save_evidence(ID, 1, evidence(DOG))
        assert contents.load_evidence(ID, 1) == evidence(DOG)

    def test_tells_what_is_due_longest_overdue_first(self, contents: Contents) -> None:
        for minute, key in [(2, "b"), (1, "a"), (3, "c"), (90, "too-early")]:
            contents.save(
                *decided(approval(), of=content(key), now=NOW + timedelta(minutes=minute))
            )
        before = NOW + timedelta(minutes=60)
        overdue = list(contents.due(DueKind.ENFORCE, before, limit=10))
        assert overdue == [content(key).content_id for key in "abc"]
        assert list(contents.due(DueKind.ENFORCE, before, limit=2)) == overdue[:2]
        assert list(contents.due(DueKind.SCREEN, before, limit=10)) == []

    def test_what_is_enforced_is_no_longer_due(self, contents: Contents) -> None:
        state, event = decided(approval())
        contents.save(state, event)
        contents.save(with_enforced(state, 1, LATER))
        assert list(contents.due(DueKind.ENFORCE, NOW + timedelta(days=1), limit=10)) == []

    def test_tells_the_versions_of_an_object_newest_first(self, contents: Contents) -> None:
        one = replace(content("a"), version_id="one")
        two = replace(content("a"), version_id="two")
        contents.save(*decided(approval(), of=one, now=NOW))
        contents.save(*decided(approval(), of=two, now=LATER))
        contents.save(*decided(approval(), of=content("b")))
        assert contents.versions("uploads-dev", "a") == [two.content_id, one.content_id]
        assert contents.versions("uploads-dev", "c") == []
