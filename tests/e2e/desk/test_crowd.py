"""Twenty people at five hundred cases at once: each is decided once, none is lost."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.transitions import with_enforced
from lambdas.moderation.ports.desk import CaseWrite
from tests.e2e.cloud.clients import unique, until
from tests.e2e.desk.desk import Desk, Person, Told
from tests.unit.desk_domain.desk import judged

pytestmark = pytest.mark.e2e

PEOPLE = 20
CASES = 500
DIES_AFTER = 12
"""Every second client is killed with the case that it has claimed by then in its hands."""

AT_ONCE = 8
ATTEMPTS = 20


@dataclass
class Work:
    """What one person did: the tokens they were given by content, and what they decided."""

    claims: list[tuple[str, int]] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)


@pytest.fixture
def held(desk: Desk) -> list[str]:
    """Contents in review, straight into the table; their alerts into the review queue."""
    contents = [Content(desk.stage.bucket, f"crowd/{number}.jpg", "v1") for number in range(CASES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda content: hold(desk, content), contents))
    ids = [content.content_id for content in contents]
    send_alerts(desk, ids)
    cases = cases_of(desk)
    for content_id in ids:
        until(lambda content_id=content_id: cases.load(content_id), seconds=60)  # type: ignore[misc] # it is called within the loop
    return ids


def hold(desk: Desk, content: Content) -> None:
    """A content that a machine holds, enforced already: that has its own tests."""
    state, event = judged(of=content, now=datetime.now(UTC))
    desk.stage.contents.save(replace(with_enforced(state, 1, datetime.now(UTC)), write=1), event)


def send_alerts(desk: Desk, content_ids: Sequence[str]) -> None:
    """One alert for each; every tenth comes twice."""
    told = [*content_ids, *content_ids[::10]]
    for start in range(0, len(told), 10):
        entries = [
            {"Id": str(place), "MessageBody": json.dumps({"content": {"content_id": content_id}})}
            for place, content_id in enumerate(told[start : start + 10])
        ]
        desk.stage.aws.client("sqs").send_message_batch(
            QueueUrl=desk.stage.outputs["ReviewQueue"], Entries=entries
        )


def cases_of(desk: Desk) -> DynamoDbCases:
    """The cases as they are stored."""
    return DynamoDbCases(desk.stage.aws.client("dynamodb"), desk.stage.outputs["ModerationTable"])


def work(person: Person, wanted: set[str], dies_after: int | None) -> Work:
    """Takes the next case and rejects it, until there is none, or until the client is killed."""
    done = Work()
    while True:
        told = persist(person, "v1/queues/general/claim", {})
        if told.status == 204:
            return done
        if told.status == 409:  # many others are at it: ask again
            continue
        assert told.status == 200, told.body
        case = told.body["case"]
        content_id, token = case["content_id"], case["token"]
        if content_id not in wanted:  # of another test: put it back, and out of one's way
            person.post(f"v1/cases/{content_id}/skip", {"token": token})
            continue
        done.claims.append((content_id, token))
        if len(done.claims) == dies_after:
            done.abandoned.append(content_id)
            return done
        decision = {"token": token, "decision": "reject", "clause": "violence"}
        answer = persist(person, f"v1/cases/{content_id}/decide", decision)
        assert answer.status == 200, answer.body
        done.decided.append(content_id)


def persist(person: Person, path: str, body: dict[str, object]) -> Told:
    """Asks until there is an answer, always under the same key, as a good client does."""
    key = unique("crowd")
    for _ in range(ATTEMPTS):
        try:
            told = person.post(path, body, key=key)
        except (TimeoutError, ConnectionError):  # the machine is busy, or the answer was lost
            continue
        if told.status != 503:
            return told
    raise AssertionError(f"There was no answer in {ATTEMPTS} attempts: {path}")


def let_claims_end(desk: Desk, content_ids: Iterable[str]) -> None:
    """The time of these claims is over."""
    cases = cases_of(desk)
    for content_id in content_ids:
        case = cases.load(content_id)
        assert case and case.status is CaseStatus.CLAIMED
        past = datetime.now(UTC) - timedelta(seconds=1)
        cases.save(CaseWrite(case=replace(case, write=case.write + 1, until=past), events=()))


def test_each_case_is_decided_once_none_is_lost_and_killed_clients_cases_come_back(
    desk: Desk, held: list[str]
) -> None:
    wanted = set(held)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        people = list(pool.map(lambda _: desk.person(Role.MODERATOR), range(PEOPLE)))
    with ThreadPoolExecutor(PEOPLE) as pool:
        deaths = [DIES_AFTER if number % 2 else None for number in range(PEOPLE)]
        crowd = list(pool.map(work, people, [wanted] * PEOPLE, deaths))
    abandoned = {content_id for each in crowd for content_id in each.abandoned}
    decided = [content_id for each in crowd for content_id in each.decided]
    assert len(abandoned) == PEOPLE // 2
    assert Counter(decided) == Counter(wanted - abandoned)

    let_claims_end(desk, abandoned)
    rest = work(people[0], wanted, None)
    assert set(rest.decided) == abandoned

    claims = Counter(pair for each in [*crowd, rest] for pair in each.claims)
    assert set(claims.values()) == {1}, "one claim was given to two people"
    cases = cases_of(desk)
    for content_id in held:
        case = cases.load(content_id)
        assert case and case.status is CaseStatus.DECIDED
        history = desk.stage.contents.history(content_id)
        people_said = [event for event in history if "clause" in event.details]
        assert [event.kind for event in people_said] == [EventKind.VERDICT]
        assert sum(event.kind is EventKind.CASE_OPENED for event in history) == 1
