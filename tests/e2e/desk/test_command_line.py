"""`moderate` and the review desk, with exactly the AWS permissions that docs/cli.md asks for."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.cloud.settings import process_environment
from samples.pictures import jpeg
from tests.e2e.cloud.clients import policy, unique, until
from tests.e2e.desk.desk import Desk

pytestmark = pytest.mark.e2e

_ROOT = Path(__file__).parents[3]
_ACTION = re.compile(r"`([a-z-]+:[A-Z]\w+)`")
_PASSWORD = "a first Password, changed 1"  # noqa: S105 - of a cloud that is gone after the test


def permissions(command: str) -> list[str]:
    """What docs/cli.md says that a command needs, `status` or `users add`."""
    rows = (_ROOT / "docs" / "cli.md").read_text("utf-8").splitlines()
    (row,) = (each for each in rows if each.startswith(f"| `{command}") and _ACTION.search(each))
    return ["cloudformation:DescribeStacks", *_ACTION.findall(row)]


@contextmanager
def allowed(desk: Desk, *commands: str) -> Iterator[dict[str, str]]:
    """The environment of somebody who may do what these commands need, and nothing else."""
    actions = sorted({action for each in commands for action in permissions(each)})
    iam, name = desk.stage.aws.client("iam"), unique("operator")
    iam.create_user(UserName=name)
    document = policy([{"Effect": "Allow", "Action": actions, "Resource": "*"}])
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    environment = process_environment(desk.stage.cloud, os.environ)
    yield environment | {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def moderate(environment: dict[str, str], *args: str, code: int = 0) -> str:
    """Standard output of the program, which ends with that code; of a refusal what it says."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cli.main", *args],
        cwd=_ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


@pytest.fixture(scope="module")
def ana(desk_deployed: Desk) -> str:
    """Somebody whom `moderate users add` made, and who has chosen a password since."""
    name = unique("ana")
    with allowed(desk_deployed, "users add") as administrator:
        told = moderate(
            administrator,
            *("users", "add", name, "--email", "ana@example.com"),
            *("--role", "moderator"),
        )
    assert told.startswith(f"Added: {name}, moderator.")
    desk_deployed.stage.aws.client("cognito-idp").admin_set_user_password(
        UserPoolId=desk_deployed.pool, Username=name, Password=_PASSWORD, Permanent=True
    )
    return name


def as_(environment: dict[str, str], name: str) -> dict[str, str]:
    """The same, as that person at the desk."""
    return environment | {"MODERATION_USER": name, "MODERATION_PASSWORD": _PASSWORD}


def test_a_case_is_claimed_and_decided_and_stands_in_the_record(
    desk: Desk, ana: str, tmp_path: Path
) -> None:
    key, began = f"desk/{unique('cat')} <b>.jpg", datetime.now(UTC)
    content = desk.stage.upload(key, jpeg(640, 480), simulate="weapons@70")
    with allowed(desk, "cases") as aws:
        person = as_(aws, ana)

        def claim() -> Any:
            told = moderate_or_none(person, "cases", "claim", "--case", key, "--json")
            return told and json.loads(told)

        case = until(claim, seconds=60)["case"]
        assert (case["holder"], case["content_id"]) == (ana, content.content_id)
        assert content.content_id in moderate(person, "cases", "list", "--mine")
        assert moderate(person, "cases", "list").startswith("queue ")
        wrong = moderate(person, "cases", "decide", key, "--approve", "--clause", "x", code=2)
        clause = wrong.splitlines()[1].split(":")[0].strip()
        decision = ("--approve", "--clause", clause, "--note", "=a cat")
        assert moderate(person, "cases", "decide", key, *decision).startswith("Recorded: approve")
    until(lambda: desk.stage.reads(content) == 200, seconds=30)
    file = tmp_path / "audit.ndjson"
    with allowed(desk, "audit export") as auditor:
        since = ("--since", began.isoformat())
        moderate(auditor, "audit", "export", *since, "--output", str(file))
        sheet = moderate(auditor, "audit", "export", *since, "--format", "csv")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    mine = [each for each in lines if each["content_id"] == content.content_id]
    assert [each["kind"] for each in mine] == ["verdict", "case_opened", "case_claimed", "verdict"]
    assert (mine[-1]["decider"], mine[-1]["why"]) == (ana, "=a cat")
    assert [each["at"] for each in lines] == sorted(each["at"] for each in lines)
    assert "'=a cat" in sheet


def moderate_or_none(environment: dict[str, str], *args: str) -> str | None:
    """What it prints, or None while the answer is no."""
    try:
        return moderate(environment, *args)
    except AssertionError:
        return None


def test_whoever_is_removed_is_out_until_they_are_restored(desk: Desk, ana: str) -> None:
    with allowed(desk, "cases") as aws:
        person = as_(aws, ana)
        moderate(person, "cases", "list")
        with allowed(desk, "users remove") as administrator:
            assert moderate(administrator, "users", "remove", ana).startswith("Removed: ")
        assert "cannot sign in: " in moderate(person, "cases", "list", code=1)
        with allowed(desk, "users add") as administrator:
            again = ("users", "add", ana, "--email", "eve@example.com", "--role", "admin")
            assert f"moderate users restore {ana}" in moderate(administrator, *again, code=1)
        with allowed(desk, "users restore") as administrator:
            moderate(administrator, "users", "restore", ana)
        moderate(person, "cases", "list")


def test_roles_are_changed_and_listed(desk: Desk, ana: str) -> None:
    with allowed(desk, "users role") as administrator:
        moderate(administrator, "users", "role", ana, "auditor", "senior")
    with allowed(desk, "users list") as administrator:
        listed = json.loads(moderate(administrator, "users", "list", "--json"))
    (account,) = (each for each in listed if each["person_id"] == ana)
    assert (account["roles"], account["enabled"]) == (["senior", "auditor"], True)
    with allowed(desk, "cases") as aws:
        assert "senior" in moderate(as_(aws, ana), "cases", "list")


def test_whoever_may_not_is_told_so(desk: Desk) -> None:
    with allowed(desk, "audit export") as auditor:
        refused = moderate(auditor, "users", "list", code=2)
        assert refused.startswith("You are not allowed to do this (")
    with allowed(desk, "users list") as administrator:
        refused = moderate(administrator, "audit", "export", "--since", "2026-11-01", code=2)
        assert refused.startswith("You are not allowed to do this (Query)")


def test_a_wrong_password_is_a_no(desk: Desk, ana: str) -> None:
    with allowed(desk, "cases") as aws:
        wrong = as_(aws, ana) | {"MODERATION_PASSWORD": "not this one"}
        assert f"{ana} cannot sign in: " in moderate(wrong, "cases", "list", code=1)
