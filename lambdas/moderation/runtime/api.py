"""The one way an HTTP API runs: each request finds its route, and every error its answer."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from lambdas.moderation.domain.errors import Refused
from lambdas.moderation.ports import Counter
from lambdas.moderation.ports.api import Answer, Call
from lambdas.moderation.runtime.problems import is_ours, problem
from lambdas.moderation.runtime.report import report

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_NAME = re.compile(r"\{(\w+)\}")
_ALWAYS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_NOT_ALLOWED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}

Event = dict[str, Any]


class Routed(Protocol):
    """What is known here of a route: `path` has its arguments in braces."""

    @property
    def method(self) -> str:
        """In capitals."""
        ...

    @property
    def path(self) -> str:
        """Such as `/v1/cases/{content_id}`."""
        ...


R = TypeVar("R", bound=Routed)


class HttpApi(Generic[R]):
    """Answers the requests of an HTTP API (payload 2.0), one at a time; never raises.

    `answer` is given the route and the request, and gives its answer or raises a domain error.
    """

    def __init__(
        self,
        routes: Iterable[R],
        answer: Callable[[R, Call], Answer],
        counter: Counter,
        logger: Logger,
    ) -> None:
        self._routes = tuple(routes)
        self._answer, self._counter, self._logger = answer, counter, logger
        self._resolver = APIGatewayHttpResolver(debug=False)
        for route in self._routes:
            rule = _NAME.sub(r"<\1>", route.path)
            self._resolver.route(rule, method=route.method)(self._answering(route))
        self._resolver.not_found(self._no_route)

    def run(self, event: Event, context: "LambdaContext") -> Event:
        """What the gateway is to answer."""
        self._logger.append_keys(request_id=context.aws_request_id)
        try:
            return dict(self._resolver.resolve(event, context))
        except Exception as error:  # the event is none of a gateway
            report(error, self._counter, self._logger, record_id=context.aws_request_id)
            answer = problem(error)
            headers = {"content-type": answer.media_type, **_ALWAYS}
            return {"statusCode": answer.status, "headers": headers, "body": answer.body}

    def _answering(self, route: R) -> Callable[..., Response[Any]]:
        def answering(**arguments: str) -> Response[Any]:
            event = self._resolver.current_event.raw_event
            return self._told(partial(self._answer, route, call_of(event, arguments)))

        return answering

    def _no_route(self, _: Exception) -> Response[Any]:
        return self._told(self._refuse_route)

    def _refuse_route(self) -> Answer:
        asked = self._resolver.current_event
        methods = sorted(route.method for route in self._routes if _fits(route.path, asked.path))
        if not methods or asked.http_method in methods:  # no name has such characters
            raise Refused("There is no such route; /openapi.json has them.", code="no-such-route")
        said = f"This address takes {' and '.join(methods)} only."
        refused = problem(Refused(said, code="wrong-method"))
        return replace(refused, headers={"allow": ", ".join(methods)})

    def _told(self, ask: Callable[[], Answer]) -> Response[Any]:
        try:
            answer = ask()
        except Exception as error:  # every error has its answer
            if is_ours(error):
                request_id = self._resolver.lambda_context.aws_request_id
                report(error, self._counter, self._logger, record_id=request_id)
            answer = problem(error)
        if answer.status in _NOT_ALLOWED:
            self._counter.count("PermissionRefusals")
        return Response(
            status_code=answer.status,
            content_type=None if answer.body is None else answer.media_type,
            body=answer.body or "",
            headers={**_ALWAYS, **answer.headers},
        )


def call_of(event: Event, arguments: Mapping[str, str]) -> Call:
    """The request of a gateway's event; what is missing or of another form there is left out."""
    authorizer = _mapping(_mapping(event.get("requestContext")).get("authorizer"))
    jwt, iam = _mapping(authorizer.get("jwt")), _mapping(authorizer.get("iam"))
    claims = jwt.get("claims")
    body, signer = event.get("body"), iam.get("userArn")
    return Call(
        arguments=arguments,
        query=_texts(event.get("queryStringParameters")),
        headers={name.lower(): text for name, text in _texts(event.get("headers")).items()},
        body=body if isinstance(body, str) else "",
        base64=event.get("isBase64Encoded") is True,
        claims=claims if isinstance(claims, Mapping) else None,
        signer=signer if isinstance(signer, str) and signer else None,
    )


def _fits(template: str, path: str) -> bool:
    pattern = "[^/]+".join(re.escape(part) for part in _NAME.split(template)[::2])
    return re.fullmatch(pattern, path) is not None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> dict[str, str]:
    return {name: text for name, text in _mapping(value).items() if isinstance(text, str)}
