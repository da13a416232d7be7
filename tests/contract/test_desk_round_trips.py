"""Cases, people, requests and events of cases come back from the table as they were written."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws.case_items import case_to_item, item_to_case
from lambdas.moderation.aws.event_items import event_to_item, item_to_event
from lambdas.moderation.aws.person_items import (
    item_to_person,
    item_to_request,
    person_to_item,
    request_to_item,
)
from lambdas.moderation.domain.case import Appeal, Case, CaseKind, CaseStatus, Ruling
from lambdas.moderation.domain.claiming import put_on_hold
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.person import DayTally, Person, Role, Shift, Viewing
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Severity, Status
from tests.contract.test_cases import asked
from tests.unit.desk_domain.desk import (
    ANA,
    CONTENT,
    HOUR,
    NOW,
    case_of,
    held,
    taken,
)

ID = CONTENT.content_id
OPEN = case_of(held())
TIMES = st.datetimes(
    datetime(2020, 1, 1),
    datetime(2099, 1, 1),
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
TEXTS = st.text(max_size=40)
NAMES = st.lists(st.text(min_size=1, max_size=40), max_size=4).map(tuple)
NUMBERS = st.integers(0, 10**9)
RULINGS = st.builds(
    Ruling,
    status=st.sampled_from([Status.APPROVED, Status.REJECTED]),
    clause=TEXTS,
    clause_text=TEXTS,
    decider=TEXTS,
    at=TIMES,
    note=st.none() | TEXTS,
)
CASES = st.builds(
    Case,
    content_id=st.just(ID),
    number=NUMBERS,
    kind=st.sampled_from(CaseKind),
    status=st.sampled_from(CaseStatus),
    queue=st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True),
    severity=st.sampled_from(Severity),
    category=st.none() | TEXTS,
    profile=TEXTS,
    media_type=st.sampled_from(MediaType),
    revision=NUMBERS,
    about=st.sampled_from(Status),
    opened_at=TIMES,
    due_at=TIMES,
    write=NUMBERS,
    token=NUMBERS,
    holder=st.none() | TEXTS,
    until=st.none() | TIMES,
    revealed=NUMBERS,
    senior_only=st.booleans(),
    escalated=st.booleans(),
    disputed=st.booleans(),
    not_by=NAMES,
    skipped_by=NAMES,
    note=st.none() | TEXTS,
    ruling=st.none() | RULINGS,
    appeal=st.none()
    | st.builds(Appeal, who=TEXTS, statement=TEXTS, filed_at=TIMES, filed_by=TEXTS),
)
COUNTS = st.dictionaries(st.sampled_from(Severity), NUMBERS)
DAYS = st.dates().map(str)
PEOPLE = st.builds(
    Person,
    person_id=st.text(min_size=1, max_size=40),
    roles=st.frozensets(st.sampled_from(Role)),
    viewing=st.builds(Viewing, blur=st.booleans(), grey=st.booleans(), autoplay=st.booleans()),
    opted_out=NAMES,
    shift=st.none() | st.builds(Shift, began_at=TIMES, last_at=TIMES, items=COUNTS, reveals=COUNTS),
    days=st.dictionaries(
        DAYS,
        st.builds(
            DayTally,
            decided=NUMBERS,
            late=NUMBERS,
            skipped=NUMBERS,
            agreed=NUMBERS,
            disagreed=NUMBERS,
        ),
        max_size=31,
    ),
    given=NAMES,
    write=NUMBERS,
)


class TestRoundTrips:
    @given(case=CASES)
    def test_a_case_comes_back_as_it_was_written(self, case: Case) -> None:
        assert item_to_case(case_to_item(case)) == case

    @given(person=PEOPLE)
    def test_a_person_does(self, person: Person) -> None:
        assert item_to_person(person_to_item(person)) == person

    @given(person_id=st.text(min_size=1), key=st.text(min_size=1), asked_=TEXTS, at=TIMES)
    def test_a_request_does(self, person_id: str, key: str, asked_: str, at: datetime) -> None:
        request = asked(person_id=person_id, key=key, asked=asked_, at=at)
        assert item_to_request(request_to_item(request)) == request

    @pytest.mark.parametrize("kind", [kind for kind in EventKind if kind.is_of_case])
    def test_an_event_of_a_case_does_and_stands_in_the_index_by_day(self, kind: EventKind) -> None:
        _, event = put_on_hold(taken(OPEN), ANA, 1, until=NOW + HOUR, note="ask", now=NOW)
        item: Any = event_to_item(ID, replace(event, kind=kind))
        assert item_to_event(item) == replace(event, kind=kind)
        assert item["day"]["S"].startswith("2026-11-24#")
