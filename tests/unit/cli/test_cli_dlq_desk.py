"""`moderate dlq` and the queues of the review desk."""

import json

from cli.world import DeadLetterName
from tests.unit.cli.desk import WEAPONS, Desk


def test_the_queue_of_open_case_is_told_by_what_it_means_for_people() -> None:
    desk = Desk()
    desk.queues[DeadLetterName.REVIEW].add("{}")
    assert desk.run("dlq", "list").lines[-2:] == [
        "review: Alerts that open-case, or without a review desk the team's own tool, could not "
        "make a case of. The content is held; nobody is asked to look at it.",
        "Look at them, mend the cause, then redrive: they return to the review queue. See them: "
        "moderate dlq show review",
    ]


def test_the_queue_of_close_case_is_told_by_what_it_means_for_people() -> None:
    desk = Desk()
    desk.queues[DeadLetterName.CLOSE_CASE].add("{}")
    assert desk.run("dlq", "list").lines[-2:] == [
        "close-case: Reports of changes after which close-case could not close a case: the upload "
        "was deleted, or decided otherwise. Whoever comes to such a case is given the next one.",
        "Mend the cause, then redrive: the reports are deleted, there is nothing to make up for. "
        "See them: moderate dlq show close-case",
    ]


def test_a_report_of_close_case_tells_its_cause() -> None:
    desk = Desk()
    report = {"requestContext": {"condition": "RetryAttemptsExhausted"}}
    desk.queues[DeadLetterName.CLOSE_CASE].add(json.dumps(report))
    assert "why          RetryAttemptsExhausted" in desk.run("dlq", "show", "close-case").out


def test_redriving_close_case_deletes_its_reports_and_touches_no_content() -> None:
    desk = Desk()
    queue = desk.queues[DeadLetterName.CLOSE_CASE]
    queue.add("{}")
    queue.add("{}")
    desk.judged("cat.jpg", WEAPONS)
    saves = desk.contents.saves
    ran = desk.run("dlq", "redrive", "close-case")
    assert ran.lines == ["0 contents sent through again, 2 reports deleted."]
    assert (queue.inside, desk.contents.saves, desk.intake.requested) == ([], saves, [])
