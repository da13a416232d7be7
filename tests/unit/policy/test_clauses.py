"""Clauses and rules that are never shown: read, refused, carried into Lambda and asked."""

import json
from typing import Any

import pytest

from lambdas.moderation.domain import policy_json
from lambdas.moderation.domain.clauses import BUILT_IN, clause_of
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_parse import check, parse
from lambdas.moderation.domain.policy_problems import InvalidPolicyError
from lambdas.moderation.domain.policy_reasons import DEFAULT, NOTHING_FOUND, UNKNOWN_LABEL
from lambdas.moderation.domain.verdict import Action

APPROVE = {"id": "fine", "text": "Nothing is wrong.", "for": "approve"}
REJECT = {"id": "spam", "text": "Advertising.", "for": "reject", "note": "required"}
BOTH = {"id": "other", "text": "Said in the note.", "for": ["approve", "reject"]}


def data(clauses: Any = None, **rule: Any) -> dict[str, Any]:
    """The smallest policy, with these clauses."""
    weapons = {"id": "weapons", "label": "Weapons", "category": "violence", "review": 60}
    plain: dict[str, Any] = {
        "analysers": {"moderation_labels": True},
        "default": "approve",
        "rules": [{**weapons, "severity": "high", **rule}],
    }
    return plain if clauses is None else {**plain, "clauses": clauses}


def problems(clauses: Any) -> list[str]:
    return [problem.message for problem in check(data(clauses))]


def test_a_policy_without_clauses_has_two_that_need_a_note() -> None:
    clauses = parse(data()).clauses
    assert clauses == BUILT_IN
    assert all(clause.note_required for clause in clauses)
    assert {action for clause in clauses for action in clause.decides} == {
        Action.APPROVE,
        Action.REJECT,
    }


def test_clauses_say_what_they_decide_and_whether_they_need_a_note() -> None:
    clauses = parse(data([APPROVE, REJECT, BOTH])).clauses
    fine, other, spam = (clause_of(clauses, each) for each in ("fine", "other", "spam"))
    assert fine and fine.decides == {Action.APPROVE} and not fine.note_required
    assert spam and spam.decides == {Action.REJECT} and spam.note_required
    assert other and other.decides == {Action.APPROVE, Action.REJECT}
    assert clause_of(clauses, "unheard-of") is None


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ("many", "`clauses` must be a list"),
        ([APPROVE], "No clause is for `reject`"),
        ([APPROVE, REJECT, APPROVE], "two clauses `fine`"),
        ([APPROVE, {"id": "spam", "for": "reject"}], "has no `text`"),
        ([APPROVE, {**REJECT, "for": "review"}], "`for` must be `approve` or `reject`"),
        ([APPROVE, {**REJECT, "for": []}], "`for` is empty"),
        ([APPROVE, {**REJECT, "note": "perhaps"}], "`note` must be `required` or `optional`"),
        ([APPROVE, {**REJECT, "id": "Spam!"}], "A clause's id must be small letters"),
        ([APPROVE, {**REJECT, "text": "x" * 301}], "may have 300 characters"),
        ([APPROVE, {**REJECT, "why": "?"}], "A clause has no key `why`"),
        ([{**BOTH, "id": f"c{n}"} for n in range(101)], "There are 101 clauses"),
    ],
)
def test_a_mistake_in_a_clause_is_named(clauses: Any, said: str) -> None:
    assert any(said in message for message in problems(clauses)), problems(clauses)


def test_that_a_decision_has_no_clause_is_told_beside_other_mistakes() -> None:
    messages = [problem.message for problem in check({**data([APPROVE]), "default": "perhaps"})]
    assert len(messages) == 2
    assert messages[1].startswith("No clause is for `reject`, so nobody could decide so")


def test_the_text_of_a_clause_is_one_line() -> None:
    assert parse(data([{**BOTH, "text": " Said\n  in the\tnote. "}])).clauses[0].text == (
        "Said in the note."
    )


@pytest.mark.parametrize("clauses", [None, [APPROVE, REJECT, BOTH], [BOTH]])
def test_clauses_travel_into_lambda(clauses: Any) -> None:
    policy = parse(data(clauses))
    assert policy_json.from_json(policy_json.to_json(policy)) == policy


def test_clauses_of_a_damaged_layer_are_refused() -> None:
    text = json.loads(policy_json.to_json(parse(data([BOTH]))))
    with pytest.raises(InvalidPolicyError):
        policy_json.from_json(json.dumps({**text, "clauses": [{"id": "x"}]}))


def test_the_version_counts_clauses_and_previews_but_not_their_order() -> None:
    version = parse(data([APPROVE, REJECT])).version
    assert parse(data([REJECT, APPROVE])).version == version
    assert parse(data([APPROVE, {**REJECT, "text": "Ads."}])).version != version
    assert parse(data([APPROVE, REJECT], preview="never")).version != version
    assert parse(data()).version not in {version, parse(data(preview="never")).version}


def never() -> Policy:
    """Weapons are never shown."""
    return parse(data(preview="never"))


def test_a_rule_that_is_never_shown_is_so_whatever_else_fired() -> None:
    assert never().never_shown("default", ["weapons", "held-corrupt"])


@pytest.mark.parametrize("rule", [DEFAULT, NOTHING_FOUND, UNKNOWN_LABEL, "held-x", "clause:a"])
def test_what_is_no_rule_hides_nothing(rule: str) -> None:
    assert not never().never_shown("default", [rule])
    assert not parse(data()).never_shown("default", [rule, "weapons"])


def test_an_upload_held_by_a_rule_or_profile_that_nobody_knows_is_not_shown() -> None:
    assert parse(data()).never_shown("default", ["weapons-of-old"])
    assert parse(data()).never_shown("profile-of-old", ["weapons"])


def test_a_profile_that_changes_such_a_rule_does_not_show_what_it_holds() -> None:
    rules = [{"id": "weapons", "review": 70}]
    avatars = {"prefixes": ["avatars/"], "rules": rules}
    policy = parse({**data(preview="never"), "profiles": {"avatars": avatars}})
    assert policy.never_shown("avatars", ["weapons"])


def test_nor_does_one_that_has_switched_it_off_since() -> None:
    avatars = {"prefixes": ["avatars/"], "rules": [{"id": "weapons", "off": True}]}
    policy = parse({**data(), "profiles": {"avatars": avatars}})
    assert policy.never_shown("avatars", ["weapons"])
    assert not policy.never_shown("default", ["weapons"])


def test_a_preview_that_is_not_understood_shows_nothing_and_is_a_mistake() -> None:
    messages = [problem.message for problem in check(data(preview="sometimes"))]
    assert messages == ["`preview` can only be `never`, but this is the text `sometimes`."]
