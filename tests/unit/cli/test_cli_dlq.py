"""`moderate dlq`."""

import json
from dataclasses import replace

import pytest

from cli.world import Attribute, DeadLetterName
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Conflict, Permanent
from lambdas.moderation.domain.transitions import with_rescreen, with_started
from tests.unit.cli.desk import BUCKET, NOON, UPLOAD, WEAPONS, Desk, FakeDeadLetters


def _filled(name: DeadLetterName, number: int) -> tuple[Desk, FakeDeadLetters]:
    desk = Desk()
    queue = desk.queues[name]
    for each in range(number):
        queue.add(json.dumps({"number": each}))
    return desk, queue


def test_list_tells_every_queue_and_what_to_do_about_the_filled() -> None:
    desk, _ = _filled(DeadLetterName.INTAKE, 3)
    ran = desk.run("dlq", "list")
    assert ran.exit_code == 0
    counted = dict(line.split()[:2] for line in ran.out.split("\n")[1:8])
    assert list(counted) == list(desk.queues)
    assert [counted.pop("intake"), *set(counted.values())] == ["3", "0"]
    assert "23 hours ago" in ran.out
    assert "have no verdict" in ran.out
    assert "then redrive" in ran.out


def test_list_of_empty_queues_says_that_all_is_well() -> None:
    assert "All is well" in Desk().run("dlq", "list").out


def test_list_hides_no_message_from_others() -> None:
    desk, queue = _filled(DeadLetterName.INTAKE, 3)
    desk.run("dlq", "list")
    assert queue.holds == [0]


def test_list_as_json_is_one_object_a_queue() -> None:
    desk, _ = _filled(DeadLetterName.REVIEW, 1)
    answer = desk.run("dlq", "list", "--json").json
    (review,) = (each for each in answer if each["name"] == "review")
    assert set(review) == {"name", "messages", "received", "oldest_seen_at", "means", "do"}
    assert (review["messages"], review["oldest_seen_at"]) == (1, "2026-11-23T12:01:00.000Z")


def test_show_tells_body_and_cause_and_leaves_the_message() -> None:
    desk = Desk()
    queue = desk.queues[DeadLetterName.INTAKE]
    queue.add('{"a":\n"\x1b[31m"}', why="not an S3 event")
    ran = desk.run("dlq", "show", "intake")
    assert "not an S3 event" in ran.out
    assert "\x1b" not in ran.out
    assert "3 times" in ran.out
    assert (len(queue.inside), queue.held) == (1, set())


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ('{"requestContext": {"condition": "RetryAttemptsExhausted"}}', "RetryAttemptsExhausted"),
        (
            '{"requestContext": {"condition": "RetriesExhausted"},'
            ' "responsePayload": {"errorMessage": "boom"}}',
            "RetriesExhausted: boom",
        ),
        ("not json", "No cause came with it: it was tried too often."),
        ("[" * 100_000, "No cause came with it: it was tried too often."),
    ],
)
def test_the_cause_is_told_as_far_as_the_message_has_it(body: str, cause: str) -> None:
    desk = Desk()
    desk.queues[DeadLetterName.ENFORCEMENT].add(body)
    assert desk.run("dlq", "show", "enforcement", "--json").json[0]["why"] == cause


def test_show_clips_a_long_body_but_not_in_json() -> None:
    desk = Desk()
    desk.queues[DeadLetterName.INTAKE].add("x" * 5000)
    assert "x" * 5000 not in desk.run("dlq", "show", "intake").out
    assert desk.run("dlq", "show", "intake", "--json").json[0]["body"] == "x" * 5000


def test_show_keeps_to_its_limit() -> None:
    desk, queue = _filled(DeadLetterName.INTAKE, 25)
    assert len(desk.run("dlq", "show", "intake", "--limit", "12", "--json").json) == 12
    assert len(desk.run("dlq", "show", "intake", "--json").json) == 10
    assert "Shown: 10 of about 25" in desk.run("dlq", "show", "intake").out
    assert queue.held == set()


@pytest.mark.parametrize(
    "name", [DeadLetterName.INTAKE, DeadLetterName.COMPLETIONS, DeadLetterName.REVIEW]
)
def test_redrive_sends_every_message_back_where_it_came_from(name: DeadLetterName) -> None:
    desk, queue = _filled(name, 23)
    before = list(queue.inside)
    ran = desk.run("dlq", "redrive", name.value, "--json")
    assert ran.json == {
        "name": name.value,
        "sent_back": 23,
        "sent_through_again": 0,
        "deleted": 23,
        "damaged": 0,
        "left": 0,
    }
    assert queue.origin == before
    assert queue.inside == []


def test_redrive_keeps_to_its_limit() -> None:
    desk, queue = _filled(DeadLetterName.INTAKE, 5)
    ran = desk.run("dlq", "redrive", "intake", "--limit", "2")
    assert "2 messages of intake sent back." in ran.out
    assert (len(queue.origin), len(queue.inside), queue.held) == (2, 3, set())


@pytest.mark.parametrize("method", ["send_back", "delete"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupted_redrive_loses_no_message(method: str, when: str) -> None:
    desk, queue = _filled(DeadLetterName.INTAKE, 3)
    before = list(queue.inside)
    getattr(queue.trouble, when)(method)
    assert desk.run("dlq", "redrive", "intake").exit_code == 2
    assert {each.message_id for each in [*queue.inside, *queue.origin]} == {
        each.message_id for each in before
    }
    assert not queue.held & {each.receipt for each in queue.inside}
    assert desk.run("dlq", "redrive", "intake").exit_code == 0
    assert {each.message_id for each in queue.origin} == {each.message_id for each in before}


def test_messages_that_come_straight_back_do_not_keep_redrive_running() -> None:
    desk, queue = _filled(DeadLetterName.INTAKE, 3)

    class Returning(FakeDeadLetters):
        def send_back(self, letter):  # type: ignore[no-untyped-def] # as the fake's
            self.add(letter.body)

    returning = Returning(inside=list(queue.inside))
    desk.queues[DeadLetterName.INTAKE] = returning
    ran = desk.run("dlq", "redrive", "intake", "--limit", "3")
    assert ran.exit_code == 0
    assert "About 3 messages left" in ran.out


def test_redrive_of_enforcement_sends_the_unenforced_through_again() -> None:
    desk, queue = _filled(DeadLetterName.ENFORCEMENT, 2)
    late = desk.judged("late.jpg", WEAPONS)
    fresh = desk.judged("fresh.jpg", at=NOON)
    done = desk.enforced("done.jpg")
    ran = desk.run("dlq", "redrive", "enforcement")
    assert "2 contents sent through again, 2 reports deleted." in ran.out
    writes = [desk.contents.load(each.content.content_id) for each in (late, fresh, done)]
    assert [each and each.write for each in writes] == [2, 2, 2]
    assert all(each and each.due for each in writes[:2])
    assert queue.inside == []


def test_redrive_of_enforcement_keeps_its_reports_if_a_content_cannot_be_written() -> None:
    desk, queue = _filled(DeadLetterName.ENFORCEMENT, 2)
    desk.judged("late.jpg")
    desk.contents.trouble.before("save")
    assert desk.run("dlq", "redrive", "enforcement").exit_code == 2
    assert (len(queue.inside), queue.held) == (2, set())


def test_redrive_of_enforcement_leaves_what_others_change_meanwhile() -> None:
    desk, queue = _filled(DeadLetterName.ENFORCEMENT, 1)
    desk.judged("late.jpg")
    desk.contents.trouble.before("save", Conflict("Changed.", code="state-changed"))
    ran = desk.run("dlq", "redrive", "enforcement", "--json")
    assert (ran.json["sent_through_again"], queue.inside) == (1, [])


def test_a_damaged_content_does_not_hold_up_the_others() -> None:
    desk, _ = _filled(DeadLetterName.ENFORCEMENT, 1)
    desk.judged("a.jpg")
    desk.judged("b.jpg")
    desk.contents.trouble.before("load", Permanent("Damaged.", code="damaged"))
    ran = desk.run("dlq", "redrive", "enforcement", "--json")
    assert (ran.json["sent_through_again"], ran.json["damaged"]) == (1, 1)


def test_redrive_of_the_sweep_sends_overdue_screenings_too() -> None:
    desk, _ = _filled(DeadLetterName.SWEEP, 1)
    early = NOON.replace(hour=10)
    change = with_rescreen(desk.enforced("cat.jpg"), who="ana", why="x", now=early)
    assert change
    desk.contents.save(*change)
    desk.judged("late.jpg")
    ran = desk.run("dlq", "redrive", "sweep", "--json")
    assert ran.json["sent_through_again"] == 2
    assert [each.content.key for each in desk.intake.requested] == ["cat.jpg"]


def _under_way(desk: Desk, key: str) -> None:
    """A video that its workflow has since noon."""
    content = Content(BUCKET, key, "v1")
    state = with_started(None, content=content, upload=UPLOAD, screening=1, now=NOON)
    assert state
    desk.contents.save(state)


def test_redrive_of_video_has_every_video_under_way_looked_after_at_once() -> None:
    desk, queue = _filled(DeadLetterName.VIDEO, 2)
    _under_way(desk, "clip.mp4")
    late = desk.judged("late.jpg")
    queue.add('{"dispatch": true}', ErrorMessage="AWS is busy.")
    assert desk.run("dlq", "show", "video", "--json").json[2]["why"] == "AWS is busy."
    ran = desk.run("dlq", "redrive", "video")
    assert "1 content sent through again, 3 reports deleted." in ran.out
    assert [each.content.key for each in desk.intake.requested] == ["clip.mp4"]
    assert (desk.contents.load(late.content.content_id), queue.inside) == (late, [])


def test_redrive_of_the_sweep_has_videos_under_way_looked_after_too() -> None:
    desk, _ = _filled(DeadLetterName.SWEEP, 1)
    _under_way(desk, "clip.mp4")
    assert desk.run("dlq", "redrive", "sweep", "--json").json["sent_through_again"] == 1
    assert [each.content.key for each in desk.intake.requested] == ["clip.mp4"]


def test_a_queue_that_the_stage_does_not_have_is_wrong_usage() -> None:
    ran = Desk().run("dlq", "show", "event")
    assert ran.exit_code == 2
    assert "It has: intake, completions, video, review, close-case, enforcement, sweep." in ran.err


@pytest.mark.parametrize("args", [["redrive", "nothing"], ["show", "intake", "--limit", "0"]])
def test_wrong_names_and_limits_are_wrong_usage(args: list[str]) -> None:
    assert Desk().run("dlq", *args).exit_code == 2


def test_binary_attributes_are_shown_as_hexadecimal() -> None:
    desk = Desk()
    queue = desk.queues[DeadLetterName.REVIEW]
    queue.inside = [replace(queue.add("{}"), attributes={"b": Attribute("Binary", b"\xff")})]
    assert desk.run("dlq", "show", "review", "--json").json[0]["attributes"] == {"b": "ff"}
