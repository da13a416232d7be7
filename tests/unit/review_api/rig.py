"""The review API with fakes behind it, asked as API Gateway asks it: by events of its shape."""

import io
import itertools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import fastjsonschema
from aws_lambda_powertools import Logger

from lambdas.moderation.domain.clauses import BUILT_IN, Clause
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.verdict import Action
from lambdas.moderation.runtime.api import HttpApi
from lambdas.moderation.runtime.schemas import SchemaChecker
from lambdas.review_api.desk import Desk
from lambdas.review_api.review_api import ReviewApi
from lambdas.review_api.route import JPEG, Route
from lambdas.review_api.routes import ROUTES
from lambdas.review_api.shapes import SHAPES, shape
from tests.fakes import Clock, FakeCounter, FakePolicies, FakeShowcase
from tests.unit.policy.policies import policy, rule
from tests.unit.review_api.gateway import APPLICATION, event, signed
from tests.unit.review_api.world import World

CLIENTS = frozenset({"console-client", "cli-client"})
_NUMBERS = itertools.count()
_CHECKER = SchemaChecker()

REAL_WEAPON = Clause(id="weapons", text="Real weapons.", decides=frozenset({Action.REJECT}))
HARMLESS = Clause(id="harmless", text="Nothing is wrong.", decides=frozenset({Action.APPROVE}))


@cache
def desk_policy() -> Policy:
    """A policy with two rules, and clauses of its own."""
    judging = policy(
        rule(),
        rule(id="gore", label="Violence", category="gore"),
        rule(id="child", label="Explicit Nudity", category="sexual", preview="never"),
    )
    return replace(judging, clauses=(REAL_WEAPON, HARMLESS, *BUILT_IN))


@dataclass(frozen=True)
class Reply:
    """An answer as the gateway gets it."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.json["code"])

    @property
    def places(self) -> dict[str, str]:
        """The faults of a problem by place."""
        return {each["where"]: each["what"] for each in self.json["errors"]}


@dataclass
class Rig:
    """One desk. `ask` asks as a person, `appeal` as an application; `log` is what was logged."""

    rules: DeskRules = field(default_factory=DeskRules)
    clock: Clock = field(default_factory=Clock)
    showcase: FakeShowcase = field(default_factory=FakeShowcase)
    policies: FakePolicies = field(default_factory=lambda: FakePolicies(desk_policy()))
    counter: FakeCounter = field(default_factory=FakeCounter)
    log: io.StringIO = field(default_factory=io.StringIO)
    chance: float = 0.999

    def __post_init__(self) -> None:
        self.world = World(self.clock, self.rules)
        self.logger = Logger(service=f"review-api-{next(_NUMBERS)}", stream=self.log)
        self.desk = Desk(
            contents=self.world.contents,
            cases=self.world.cases,
            people=self.world.people,
            showcase=self.showcase,
            policies=self.policies,
            counter=self.counter,
            rules=self.rules,
            bucket=self.world.bucket,
            now=self.clock.now,
            chance=lambda: self.chance,
            tell=lambda said, about: self.logger.info(said, extra={"content_id": about}),
        )
        self.serve(self.desk)

    def serve(self, desk: Desk) -> None:
        """The API of that desk from now on."""
        use_case = ReviewApi(desk=desk, checker=_CHECKER, client_ids=CLIENTS)
        self.desk = desk
        self.api: HttpApi[Route] = HttpApi(ROUTES, use_case.answer, self.counter, self.logger)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        as_: str = "ana",
        roles: str = "moderator",
        key: str | None = None,
        **query: str,
    ) -> Reply:
        """What a person with these roles (`moderator senior`) is answered."""
        made = event(method, path, body, key=key, query=query)
        claims = made["requestContext"]["authorizer"]["jwt"]["claims"]
        claims |= {"username": as_, "cognito:groups": f"[{roles}]"}
        return self.send(made)

    def appeal(self, body: Any, *, arn: str = APPLICATION, key: str | None = None) -> Reply:
        """What an application is answered that files an appeal."""
        return self.send(signed("POST", "/v1/appeals", body, arn=arn, key=key))

    def send(self, made: Any) -> Reply:
        """What the gateway is answered to any event. Never a fault of ours, unless it is ours."""
        context: Any = SimpleNamespace(aws_request_id="request-1")
        answer = self.api.run(made, context)
        headers = {name.lower(): text for name, text in answer["headers"].items()}
        reply = Reply(answer["statusCode"], headers, answer["body"] or "")
        check_shape(made, reply)
        return reply

    def claim(self, content_id: str, as_: str = "ana", roles: str = "moderator") -> int:
        """Claims a certain case; the claim's token."""
        reply = self.ask("POST", f"/v1/cases/{content_id}/claim", {}, as_=as_, roles=roles)
        assert reply.status == 200, reply.body
        return int(reply.json["case"]["token"])

    def do(
        self, verb: str, content_id: str, body: Any, as_: str = "ana", roles: str = "moderator"
    ) -> Reply:
        """Does something with a case."""
        return self.ask("POST", f"/v1/cases/{content_id}/{verb}", body, as_=as_, roles=roles)

    def decide(
        self,
        content_id: str,
        token: int,
        decision: str = "reject",
        *,
        as_: str = "ana",
        roles: str = "moderator",
        **more: Any,
    ) -> Reply:
        """Decides by a clause that fits."""
        clause = {"reject": "weapons", "approve": "harmless"}[decision]
        body = {"token": token, "decision": decision, "clause": clause, **more}
        return self.do("decide", content_id, body, as_, roles)

    def look(self, content_id: str, as_: str = "ben", roles: str = "moderator") -> Reply:
        """Looks at a case."""
        return self.ask("GET", f"/v1/cases/{content_id}", as_=as_, roles=roles)


def route_of(method: str, path: str) -> Route | None:
    """The route that this request finds."""
    for route in ROUTES:
        if route.method == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", route.path), path):
            return route
    return None


def check_shape(made: Any, reply: Reply) -> None:
    """Every answer is what the OpenAPI document says, and has the headers that all have."""
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    if reply.status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json["status"] == reply.status
        checking("Problem")(reply.json)
        return
    http = made["requestContext"]["http"]
    route = route_of(http["method"], made["rawPath"])
    assert route is not None
    if reply.status == 204:
        assert route.may_be_nothing
        assert not reply.body
    elif route.answer == JPEG:
        assert reply.headers["content-type"] == JPEG
    else:
        assert reply.status == route.status
        assert reply.headers["content-type"] == "application/json"
        checking(route.answer)(reply.json)


@cache
def checking(name: str) -> Callable[[Any], Any]:
    """What checks a value against the shape of that name."""
    schema = {**shape(name), "components": {"schemas": SHAPES}}
    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return compiled
