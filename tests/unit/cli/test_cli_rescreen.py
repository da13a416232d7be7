"""`moderate rescreen`."""

import pytest

from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind, HistoryEvent
from lambdas.moderation.domain.transitions import with_rescreen
from tests.fakes.contents import FakeContents
from tests.unit.cli.desk import NOON, WEAPONS, WHO, Desk


def test_another_screening_is_asked_for_with_who_and_why() -> None:
    desk = Desk()
    content_id = desk.enforced("cat.jpg", WEAPONS).content.content_id
    ran = desk.run("rescreen", "cat.jpg", "--why", " the policy was mended ")
    assert ran.exit_code == 0
    assert ran.out.startswith("Screening 2 of cat.jpg is under way.")
    event = desk.contents.history(content_id)[-1]
    assert event.kind is EventKind.RESCREEN_REQUESTED
    assert (event.decider, event.why) == (WHO, "the policy was mended")


def test_the_written_state_is_what_is_sent_through_the_intake_queue() -> None:
    desk = Desk()
    content_id = desk.enforced("cat.jpg").content.content_id
    desk.run("rescreen", "cat.jpg", "--why", "x")
    assert desk.intake.requested == [desk.contents.load(content_id)]


class _Raced(FakeContents):
    """The first write of a re-screen comes right after somebody else's."""

    raced = False

    def save(self, state: ContentState, event: HistoryEvent | None = None) -> None:
        if event and event.kind is EventKind.RESCREEN_REQUESTED and not self.raced:
            self.raced = True
            stored = self.load(state.content.content_id)
            assert stored
            change = with_rescreen(stored, who="other", why="first", now=NOON)
            assert change
            super().save(*change)
        super().save(state, event)


def test_a_write_in_between_is_read_again() -> None:
    desk = Desk(contents=_Raced())
    desk.enforced("cat.jpg")
    ran = desk.run("rescreen", "cat.jpg", "--why", "x", "--json")
    assert (ran.exit_code, ran.json["screening"]) == (0, 3)


def test_endless_conflicts_end_with_a_sentence() -> None:
    desk = Desk()
    desk.enforced("cat.jpg")
    desk.contents.trouble.before("save", Conflict("Changed.", code="state-changed"), times=9)
    ran = desk.run("rescreen", "cat.jpg", "--why", "x")
    assert (ran.exit_code, desk.intake.requested) == (2, [])


def test_a_deleted_version_cannot_be_screened_again() -> None:
    desk = Desk()
    desk.gone("cat.jpg")
    ran = desk.run("rescreen", "cat.jpg", "--why", "x")
    assert ran.exit_code == 1
    assert "was deleted" in ran.err


def test_unknown_content_is_a_no() -> None:
    assert Desk().run("rescreen", "cat.jpg", "--why", "x").exit_code == 1


@pytest.mark.parametrize("why", ["", "  \n", "x" * 1001, "\udce9"])
def test_a_reason_that_says_nothing_or_too_much_is_wrong_usage(why: str) -> None:
    desk = Desk()
    desk.enforced("cat.jpg")
    saves = desk.contents.saves
    assert desk.run("rescreen", "cat.jpg", "--why", why).exit_code == 2
    assert desk.contents.saves == saves


def test_why_is_required() -> None:
    assert Desk().run("rescreen", "cat.jpg").exit_code == 2


def test_a_message_that_cannot_be_sent_is_left_to_the_sweep() -> None:
    desk = Desk()
    content_id = desk.enforced("cat.jpg").content.content_id
    desk.intake.trouble.before("request_screening")
    ran = desk.run("rescreen", "cat.jpg", "--why", "x", "--json")
    assert (ran.exit_code, ran.json["message_sent"]) == (0, False)
    state = desk.contents.load(content_id)
    assert state
    assert state.due
    assert state.due.kind is DueKind.SCREEN
