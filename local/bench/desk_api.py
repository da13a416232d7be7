"""The whole way of a moderator's work: HTTP API, function, table; beside a bare function."""

import http.client
import io
import json
import ssl
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lambdas.moderation.aws.case_items import open_cases
from lambdas.moderation.aws.items import key_of
from lambdas.moderation.domain.person import Role
from local.bench.cloud import BenchCloud, until
from local.bench.wire import FLAGGED
from local.cloud.settings import ACCOUNT
from local.desk.accounts import make_account

ROUNDS = 30
_WARM_UP = 5
_PREFIX = "desk"
_MODERATOR = "bench"
_BARE = "bench-bare"
_GOOD = range(200, 300)
_CHOICE = {"decision": "reject", "clause": "violence"}
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Seconds of each step, round by round; `bare` is one invocation of a function without work."""

    claim: tuple[float, ...]
    reveal: tuple[float, ...]
    decide: tuple[float, ...]
    bare: tuple[float, ...]


def run(bench: BenchCloud) -> Work:
    """Held uploads become cases; a moderator takes one after the other, reveals and decides it."""
    count = ROUNDS + _WARM_UP
    bench.upload(_PREFIX, count, simulate=FLAGGED)
    until(lambda: _open_cases(bench) >= count, what=f"{count} uploads have a case", seconds=120)
    with _bare_function(bench) as bare, closing(_Api(bench)) as api:
        rows = [(_seconds(bare), *_take_and_decide(bench, api)) for _ in range(count)]
    bares, claims, reveals, decisions = zip(*rows[_WARM_UP:], strict=True)
    return Work(claim=claims, reveal=reveals, decide=decisions, bare=bares)


def _take_and_decide(bench: BenchCloud, api: "_Api") -> tuple[float, float, float]:
    """One case, until nothing that the decision set off is at work any more."""
    taken: dict[str, Any] = {}
    claim = _seconds(lambda: taken.update(api.post("v1/queues/general/claim", {})))
    path, token = f"v1/cases/{taken['case']['content_id']}", {"token": taken["case"]["token"]}
    reveal = _seconds(lambda: api.post(f"{path}/reveal", token))
    decide = _seconds(lambda: api.post(f"{path}/decide", {**token, **_CHOICE}))
    until(lambda: _is_enforced(bench, taken["case"]["content_id"]), what="a decision is enforced")
    return claim, reveal, decide


def _is_enforced(bench: BenchCloud, content_id: str) -> bool:
    answer = bench.dynamodb.get_item(
        TableName=bench.outputs["ModerationTable"], Key=key_of(content_id, "state")
    )
    return "due_kind" not in answer["Item"]


class _Api:
    """The review API as one moderator, over one connection."""

    def __init__(self, bench: BenchCloud) -> None:
        cognito, outputs = bench.client("cognito-idp"), bench.outputs
        account = make_account(cognito, outputs["UserPool"], _MODERATOR, [Role.MODERATOR])
        signed_in = cognito.admin_initiate_auth(
            UserPoolId=outputs["UserPool"],
            ClientId=outputs["UserPoolCliClient"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account.person_id, "PASSWORD": account.password},
        )
        token = signed_in["AuthenticationResult"]["AccessToken"]
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        base = urlsplit(outputs["ReviewApi"])
        self._path = base.path
        context = ssl.create_default_context(cafile=str(bench.cloud.ca_bundle))
        self._connection = http.client.HTTPSConnection(base.netloc, context=context, timeout=30)
        self._asked = 0

    def post(self, path: str, body: object) -> Any:
        """What it answers; raises `RuntimeError` for a refusal."""
        self._asked += 1
        headers = self._headers | {"idempotency-key": f"bench-{self._asked:08d}"}
        self._connection.request("POST", f"{self._path}{path}", json.dumps(body), headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status not in _GOOD:
            raise RuntimeError(f"{path}: {answer.status} {said.decode()}")
        return json.loads(said)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def _open_cases(bench: BenchCloud) -> int:
    """How many of the queue's cases the index knows of."""
    answer = bench.dynamodb.query(
        TableName=bench.outputs["ModerationTable"],
        IndexName="by-due",
        KeyConditionExpression="due_kind = :kind",
        ExpressionAttributeValues={":kind": {"S": open_cases("general")}},
        Select="COUNT",
    )
    return int(answer["Count"])


@contextmanager
def _bare_function(bench: BenchCloud) -> Iterator[Callable[[], object]]:
    """Invokes a function that does nothing; it is gone afterwards."""
    iam = bench.client("iam")
    iam.create_role(RoleName=_BARE, AssumeRolePolicyDocument=json.dumps(_TRUST))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("index.py", "def handler(event, context):\n    return {}\n")
    bench.functions.create_function(
        FunctionName=_BARE,
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/{_BARE}",
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )

    def invoke() -> None:
        bench.functions.invoke(FunctionName=_BARE)["Payload"].read()

    try:
        yield invoke
    finally:
        bench.functions.delete_function(FunctionName=_BARE)
        iam.delete_role(RoleName=_BARE)


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun
