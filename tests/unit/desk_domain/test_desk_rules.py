"""The setting `review` of a stage: what may be in it, what it means, what a wrong one says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.desk_rules import (
    GENERAL_QUEUE,
    SENIOR_QUEUE,
    DeskRules,
    DeskRulesError,
    QueueRule,
    read_rules,
    rules_from_json,
    rules_to_json,
)
from lambdas.moderation.domain.verdict import Severity
from tests.unit.desk_domain.desk import HOUR, MINUTE

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True).filter(lambda it: it != "senior")
QUEUE_RULES = st.builds(
    QueueRule,
    queue=NAMES,
    severities=st.lists(st.sampled_from(Severity), max_size=4).map(tuple),
    profiles=st.lists(st.text(max_size=20), max_size=3).map(tuple),
)
BY_SEVERITY = st.sampled_from(Severity)
RULES = st.builds(
    DeskRules,
    claim_minutes=st.floats(0.05, 720),
    due_minutes=st.fixed_dictionaries({each: st.floats(1, 43_200) for each in Severity}),
    queues=st.lists(QUEUE_RULES, max_size=20).map(tuple),
    second_look_percent=st.dictionaries(BY_SEVERITY, st.floats(0, 100)),
    break_after_reveals=st.integers(1, 10_000),
    shift_pause_minutes=st.floats(1, 1440),
)


class TestDefaults:
    def test_they_are_those_of_the_documentation(self) -> None:
        rules = read_rules({})
        assert rules == DeskRules()
        assert rules.claim_for == 10 * MINUTE
        due = {severity.value: rules.due_after(severity) / MINUTE for severity in Severity}
        assert due == {"critical": 15, "high": 60, "medium": 240, "low": 1440}
        assert rules.queue_names == (GENERAL_QUEUE, SENIOR_QUEUE)
        assert rules.break_after_reveals == 50

    def test_no_decision_is_looked_at_again(self) -> None:
        assert not any(DeskRules().second_look(severity, 0.0) for severity in Severity)

    def test_due_times_that_are_left_out_keep_theirs(self) -> None:
        rules = read_rules({"due_minutes": {"high": 30}})
        assert rules.due_after(Severity.HIGH) == 30 * MINUTE
        assert rules.due_after(Severity.LOW) == 24 * HOUR


class TestQueues:
    RULES = read_rules(
        {
            "queues": [
                {"queue": "children", "profiles": ["kids", "school"]},
                {"queue": "urgent", "severities": ["critical", "high"]},
                {"queue": "children", "severities": ["low"], "profiles": ["shop"]},
            ]
        }
    )

    @pytest.mark.parametrize(
        ("severity", "profile", "queue"),
        [
            (Severity.CRITICAL, "kids", "children"),
            (Severity.CRITICAL, "shop", "urgent"),
            (Severity.LOW, "shop", "children"),
            (Severity.MEDIUM, "shop", "general"),
            (Severity.LOW, "default", "general"),
        ],
    )
    def test_the_first_rule_that_takes_a_case_names_its_queue(
        self, severity: Severity, profile: str, queue: str
    ) -> None:
        assert self.RULES.queue_of(severity, profile) == queue

    def test_each_queue_is_named_once_the_seniors_last(self) -> None:
        assert self.RULES.queue_names == ("children", "urgent", "general", "senior")

    def test_a_rule_may_name_the_general_queue(self) -> None:
        rules = read_rules({"queues": [{"queue": "general", "severities": ["low"]}]})
        assert rules.queue_names == ("general", "senior")


class TestSecondLooks:
    def test_the_share_is_in_percent(self) -> None:
        rules = read_rules({"second_look_percent": {"high": 25, "low": 100, "medium": 0}})
        assert rules.second_look(Severity.HIGH, 0.2499)
        assert not rules.second_look(Severity.HIGH, 0.25)
        assert rules.second_look(Severity.LOW, 0.9999999)
        assert not rules.second_look(Severity.MEDIUM, 0.0)
        assert not rules.second_look(Severity.CRITICAL, 0.0)


class TestJson:
    @given(rules=RULES)
    def test_rules_come_back_as_they_were_written(self, rules: DeskRules) -> None:
        assert rules_from_json(rules_to_json(rules)) == rules

    def test_the_same_rules_are_the_same_text(self) -> None:
        one = read_rules({"second_look_percent": {"high": 1, "low": 2}})
        other = read_rules({"second_look_percent": {"low": 2.0, "high": 1.0}})
        assert rules_to_json(one) == rules_to_json(other)

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"claim": 1}', '"x"'])
    def test_what_is_not_rules_is_an_error(self, text: str) -> None:
        with pytest.raises(DeskRulesError):
            rules_from_json(text)

    @given(
        given=st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from([*DeskRules.__dataclass_fields__, "queue", "high", "x"]), inner
                )
            ),
        )
    )
    def test_whatever_is_given_is_rules_or_an_error_that_says_where(self, given: Any) -> None:
        try:
            rules = read_rules(given)
        except DeskRulesError as error:
            assert str(error).startswith("review")
        else:
            json.loads(rules_to_json(rules))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], r"review: \[\] is not an object\."),
        (
            {"claim_minute": 5},
            r"review: 'claim_minute' is not known\. Did you mean `claim_minutes`",
        ),
        ({"zzz": 5}, r"review: 'zzz' is not known\. It may have claim_minutes, due_minutes"),
        ({"claim_minutes": "5"}, r"review\.claim_minutes: '5' is not a number\."),
        ({"claim_minutes": True}, r"review\.claim_minutes: True is not a number\."),
        ({"claim_minutes": float("nan")}, r"review\.claim_minutes: nan is not a number\."),
        ({"claim_minutes": 0}, r"review\.claim_minutes: 0 is not between 0\.05 and 720\."),
        ({"claim_minutes": 721}, r"review\.claim_minutes: 721 is not between 0\.05 and 720\."),
        ({"shift_pause_minutes": 0.5}, r"review\.shift_pause_minutes: 0\.5 is not between 1 and"),
        ({"break_after_reveals": 0}, r"review\.break_after_reveals: 0 is not between 1 and"),
        ({"break_after_reveals": 2.5}, r"break_after_reveals: 2\.5 is not a whole number\."),
        ({"due_minutes": 5}, r"review\.due_minutes: 5 is not an object\."),
        (
            {"due_minutes": {"hi": 5}},
            r"review\.due_minutes: 'hi' is not known\. Did you mean `high`",
        ),
        ({"due_minutes": {"high": 0.5}}, r"review\.due_minutes\.high: 0\.5 is not between 1 and"),
        (
            {"second_look_percent": {"low": 101}},
            r"review\.second_look_percent\.low: 101 is not between 0 and 100\.",
        ),
        ({"queues": {}}, r"review\.queues: not a list of at most 20 rules\."),
        ({"queues": [{"queue": "q"}] * 21}, r"review\.queues: not a list of at most 20 rules\."),
        ({"queues": [{"queue": "q"}, 3]}, r"review\.queues\[1\]: 3 is not an object\."),
        ({"queues": [{}]}, r"review\.queues\[0\]\.queue: None is not a queue's name"),
        ({"queues": [{"queue": "Q"}]}, r"review\.queues\[0\]\.queue: 'Q' is not a queue's name"),
        ({"queues": [{"queue": "q" * 33}]}, r"is not a queue's name: 1 to 32 lower-case"),
        ({"queues": [{"queue": "senior"}]}, r"'senior' is not a queue's name: .* not 'senior'\."),
        ({"queues": [{"queue": "q", "profile": []}]}, r"'profile' is not known\. Did you mean"),
        (
            {"queues": [{"queue": "q", "severities": ["grave"]}]},
            r"review\.queues\[0\]\.severities: 'grave' is not a severity; it may be low, medium",
        ),
        (
            {"queues": [{"queue": "q", "severities": "high"}]},
            r"review\.queues\[0\]\.severities: 'high' is not a list of texts\.",
        ),
        (
            {"queues": [{"queue": "q", "profiles": [1]}]},
            r"review\.queues\[0\]\.profiles: \[1\] is not a list of texts\.",
        ),
    ],
)
def test_a_wrong_setting_says_where_and_what_is_right(given: object, says: str) -> None:
    with pytest.raises(DeskRulesError, match=says):
        read_rules(given)
