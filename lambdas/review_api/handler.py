"""Lambda: the review API, behind API Gateway's HTTP API."""

import random
from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING, Any

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.people import DynamoDbPeople
from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.aws.showcase import LambdaShowcase
from lambdas.moderation.domain.desk_rules import rules_from_json
from lambdas.moderation.runtime.api import HttpApi
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.moderation.runtime.schemas import SchemaChecker
from lambdas.review_api.desk import Desk
from lambdas.review_api.review_api import ReviewApi
from lambdas.review_api.route import Route
from lambdas.review_api.routes import ROUTES
from lambdas.review_api.settings import ReviewApiSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Answers one request, whatever it is."""
    api, counter = _wired()
    with counter:
        return api.run(event, context)


@cache
def _wired() -> tuple[HttpApi[Route], EmfCounter]:
    settings, counter, dynamodb = (
        from_env(ReviewApiSettings, environ),
        EmfCounter(),
        clients.dynamodb(),
    )
    desk = Desk(
        contents=DynamoDbContents(dynamodb, settings.table_name),
        cases=DynamoDbCases(dynamodb, settings.table_name),
        people=DynamoDbPeople(dynamodb, settings.table_name),
        showcase=LambdaShowcase(clients.lambda_that_answers(), settings.show_function),
        policies=LayerPolicies(),
        counter=counter,
        rules=rules_from_json(settings.desk_rules),
        bucket=settings.bucket,
        now=lambda: datetime.now(UTC),
        chance=random.random,
        tell=lambda message, content_id: logger().info(message, extra={"content_id": content_id}),
    )
    client_ids = frozenset(settings.user_pool_client_ids.split(","))
    api = ReviewApi(desk=desk, checker=SchemaChecker(), client_ids=client_ids)
    return HttpApi(ROUTES, api.answer, counter, logger()), counter
