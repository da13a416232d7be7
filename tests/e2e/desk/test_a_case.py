"""One case from its upload to its end, with the permissions that the functions really have."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports.desk import CaseWrite
from samples.pictures import jpeg
from tests.e2e.cloud.clients import until
from tests.e2e.desk.desk import Desk, Person
from tests.e2e.pipeline.backstage import invoke
from tests.e2e.pipeline.operating import counted

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def moderator(desk_deployed: Desk) -> Person:
    """Somebody who takes cases."""
    return desk_deployed.person(Role.MODERATOR)


def held(desk: Desk, key: str) -> Content:
    """An upload that waits for a person, with its case."""
    content = desk.stage.upload(key, jpeg(640, 480), simulate="weapons@70")
    auditor = desk.person(Role.AUDITOR)
    until(lambda: auditor.get(f"v1/cases/{content.content_id}").status == 200, seconds=30)
    return content


def claimed(person: Person, content: Content) -> Any:
    """The case, in that person's hands."""
    told = person.post(f"v1/cases/{content.content_id}/claim")
    assert told.status == 200, told.body
    return told.body["case"]


def test_what_is_held_becomes_a_case_that_a_moderator_lets_through(
    desk: Desk, moderator: Person
) -> None:
    content = held(desk, "desk/cat.jpg")
    assert desk.stage.reads(content) == 403
    path, token = f"v1/cases/{content.content_id}", claimed(moderator, content)["token"]
    preview = moderator.get(f"{path}/preview?token={token}")
    assert (preview.status, preview.body[:3]) == (200, b"\xff\xd8\xff")
    told = moderator.post(f"{path}/reveal", {"token": token})
    assert told.status == 200, told.body
    assert desk.stage.aws.ask("GET", told.body["url"], b"", {}) == 200
    clauses = moderator.get("v1/me").body["clauses"]
    clause = next(each["id"] for each in clauses if "approve" in each["for"])
    decision = {"token": token, "decision": "approve", "clause": clause, "note": "A cat."}
    assert moderator.post(f"{path}/decide", decision).status == 200
    until(lambda: desk.stage.reads(content) == 200, seconds=30)
    state = desk.stage.enforced(content, revision=2)
    assert (state.status, state.decider, state.pinned) == (Status.APPROVED, moderator.name, True)


def test_the_function_that_shows_uploads_takes_nobodys_word(desk: Desk, moderator: Person) -> None:
    content = held(desk, "desk/unclaimed.jpg")
    asked = {
        "want": "original",
        "content_id": content.content_id,
        "person_id": moderator.name,
        "token": 1,
    }
    assert "refused" in invoke(desk.stage, "show-upload", asked)
    asked["token"] = claimed(moderator, content)["token"]
    assert "refused" in invoke(desk.stage, "show-upload", asked)
    preview = invoke(desk.stage, "show-upload", {**asked, "want": "preview"})
    assert base64.b64decode(preview["jpeg"])[:3] == b"\xff\xd8\xff"


def test_the_case_of_a_deleted_upload_closes_by_itself(desk: Desk) -> None:
    content = held(desk, "desk/deleted.jpg")
    desk.stage.aws.client("s3").delete_object(
        Bucket=content.bucket, Key=content.key, VersionId=content.version_id
    )
    auditor = desk.person(Role.AUDITOR)

    def is_closed() -> bool:
        told = auditor.get(f"v1/cases/{content.content_id}").body
        return bool(told["case"]["status"] == "closed")

    until(is_closed, seconds=30)


def test_the_sweep_counts_cases_that_are_overdue(desk: Desk) -> None:
    content = held(desk, "desk/waiting.jpg")
    before = counted(desk.stage, "CasesOverdue", "sweep")
    invoke(desk.stage, "sweep")
    assert counted(desk.stage, "CasesOverdue", "sweep") == before
    table = desk.stage.outputs["ModerationTable"]
    cases = DynamoDbCases(desk.stage.aws.client("dynamodb"), table)
    case = cases.load(content.content_id)
    assert case is not None
    late = replace(case, write=case.write + 1, due_at=datetime.now(UTC) - timedelta(minutes=5))
    cases.save(CaseWrite(case=late, events=()))
    invoke(desk.stage, "sweep")
    assert counted(desk.stage, "CasesOverdue", "sweep") == before + 1


def test_the_console_is_handed_out_to_everybody(desk: Desk) -> None:
    page = desk.answer("GET", "")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    told = desk.ask("GET", "config.json").body
    assert told["client_id"] == desk.console_client
    assert told["sign_in_url"] == desk.stage.cloud.endpoint
    assert desk.ask("GET", "openapi.json").body["openapi"].startswith("3.")
    assert desk.answer("GET", "console/../handler.py").status in {403, 404}
