"""What the demo counts as a difference."""

from dataclasses import replace

import pytest

from lambdas.moderation.domain.verdict import Status
from local.demo.expectations import Outcome, differences, row_is_right

APPROVED = Outcome(
    key="photos/cat.jpg",
    expected=Status.APPROVED,
    expected_rule="nothing-found",
    status=Status.APPROVED,
    rule="nothing-found",
    read=200,
    alerted=False,
    has_case=False,
)
IN_REVIEW = Outcome(
    key="odd/letter.jpg",
    expected=Status.IN_REVIEW,
    expected_rule="held-unknown-format",
    status=Status.IN_REVIEW,
    rule="held-unknown-format",
    read=403,
    alerted=True,
    has_case=True,
)
REJECTED = replace(
    IN_REVIEW,
    expected=Status.REJECTED,
    status=Status.REJECTED,
    expected_rule="weapons",
    rule="weapons",
    has_case=False,
)


def what(outcome: Outcome) -> list[str]:
    """What differs."""
    return [each.what for each in differences([outcome])]


@pytest.mark.parametrize("outcome", [APPROVED, IN_REVIEW, REJECTED])
def test_what_the_catalogue_says_is_no_difference(outcome: Outcome) -> None:
    assert differences([outcome]) == []


def test_another_first_reason_is_a_difference() -> None:
    assert what(replace(REJECTED, rule="graphic-violence")) == ["first reason"]


@pytest.mark.parametrize("outcome", [IN_REVIEW, REJECTED])
def test_a_flagged_upload_without_an_alert_is_a_difference(outcome: Outcome) -> None:
    assert what(replace(outcome, alerted=False)) == ["alert"]


def test_an_alert_for_an_approved_upload_is_a_difference() -> None:
    assert what(replace(APPROVED, alerted=True)) == ["alert"]


@pytest.mark.parametrize("outcome", [APPROVED, IN_REVIEW, REJECTED])
def test_only_what_is_in_review_has_a_case(outcome: Outcome) -> None:
    assert what(replace(outcome, has_case=not outcome.has_case)) == ["case"]


@pytest.mark.parametrize(
    ("outcome", "read"), [(APPROVED, 403), (IN_REVIEW, 200), (REJECTED, 200), (APPROVED, 404)]
)
def test_a_read_that_should_not_come_out_so_is_a_difference(outcome: Outcome, read: int) -> None:
    assert what(replace(outcome, read=read)) == ["app reads"]
    assert not row_is_right(replace(outcome, read=read))


def test_no_verdict_in_time_is_a_difference_in_all_that_should_have_been() -> None:
    nothing = replace(IN_REVIEW, status=None, rule=None, read=None, alerted=False)
    assert what(nothing) == ["verdict", "first reason", "app reads", "alert"]
    assert differences([nothing])[0].got == "none in time"


def test_a_row_is_judged_before_its_alert_and_case_are_looked_for() -> None:
    assert row_is_right(replace(IN_REVIEW, alerted=False, has_case=False))
