"""The whole way of a moderator's work: HTTP API, function, table; beside a bare function."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from lambdas.moderation.aws.case_items import open_cases
from lambdas.moderation.aws.items import key_of
from lambdas.moderation.domain.person import Role
from local.bench.bare_api import Api, bare_api
from local.bench.cloud import BenchCloud, until
from local.bench.wire import FLAGGED
from local.desk.accounts import make_account

ROUNDS = 30
_WARM_UP = 5
_PREFIX = "desk"
_MODERATOR = "bench"
_QUEUE = "general"
_CHOICE = {"decision": "reject", "clause": "violence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Seconds of each step, round by round. `bare`: an HTTP API before a function without work."""

    claim: tuple[float, ...]
    reveal: tuple[float, ...]
    decide: tuple[float, ...]
    bare: tuple[float, ...]


def run(bench: BenchCloud) -> Work:
    """Held uploads become cases; a moderator takes one after the other, reveals and decides it."""
    count = ROUNDS + _WARM_UP
    bench.upload(_PREFIX, count, simulate=FLAGGED)
    until(lambda: _open_cases(bench) >= count, what=f"{count} uploads have a case", seconds=120)
    with bare_api(bench) as bare, closing(_signed_in(bench)) as api:
        rows = [
            (_seconds(lambda: bare.post("bare", {})), *_take_and_decide(bench, api))
            for _ in range(count)
        ]
    bares, claims, reveals, decisions = zip(*rows[_WARM_UP:], strict=True)
    return Work(claim=claims, reveal=reveals, decide=decisions, bare=bares)


def _take_and_decide(bench: BenchCloud, api: Api) -> tuple[float, float, float]:
    """One case, until nothing that the decision set off is at work any more."""
    taken: dict[str, Any] = {}
    claim = _seconds(lambda: taken.update(api.post(f"v1/queues/{_QUEUE}/claim", {})))
    path, token = f"v1/cases/{taken['case']['content_id']}", {"token": taken["case"]["token"]}
    reveal = _seconds(lambda: api.post(f"{path}/reveal", token))
    decide = _seconds(lambda: api.post(f"{path}/decide", {**token, **_CHOICE}))
    until(lambda: _is_enforced(bench, taken["case"]["content_id"]), what="a decision is enforced")
    return claim, reveal, decide


def _signed_in(bench: BenchCloud) -> Api:
    """The review API as one moderator."""
    cognito, outputs = bench.client("cognito-idp"), bench.outputs
    account = make_account(cognito, outputs["UserPool"], _MODERATOR, [Role.MODERATOR])
    signed_in = cognito.admin_initiate_auth(
        UserPoolId=outputs["UserPool"],
        ClientId=outputs["UserPoolCliClient"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": account.person_id, "PASSWORD": account.password},
    )
    token = signed_in["AuthenticationResult"]["AccessToken"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return Api(bench, outputs["ReviewApi"], headers)


def _open_cases(bench: BenchCloud) -> int:
    """How many of the queue's cases the index knows of."""
    answer = bench.dynamodb.query(
        TableName=bench.outputs["ModerationTable"],
        IndexName="by-due",
        KeyConditionExpression="due_kind = :kind",
        ExpressionAttributeValues={":kind": {"S": open_cases(_QUEUE)}},
        Select="COUNT",
    )
    return int(answer["Count"])


def _is_enforced(bench: BenchCloud, content_id: str) -> bool:
    answer = bench.dynamodb.get_item(
        TableName=bench.outputs["ModerationTable"], Key=key_of(content_id, "state")
    )
    return "due_kind" not in answer["Item"]


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun
