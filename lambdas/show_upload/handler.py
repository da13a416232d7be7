"""Lambda: invoked by the review API, and by nobody else, to show one upload to one person."""

from datetime import UTC, datetime
from functools import cache
from os import environ
from typing import TYPE_CHECKING

from lambdas.moderation.aws import clients
from lambdas.moderation.aws.cases import DynamoDbCases
from lambdas.moderation.aws.contents import DynamoDbContents
from lambdas.moderation.aws.links import S3Links
from lambdas.moderation.aws.uploads import S3Uploads
from lambdas.moderation.runtime.direct import run_directly
from lambdas.moderation.runtime.environment import from_env
from lambdas.moderation.runtime.logging import logger
from lambdas.moderation.runtime.metrics import EmfCounter
from lambdas.show_upload.pictures import blurred
from lambdas.show_upload.settings import ShowUploadSettings
from lambdas.show_upload.show_upload import Answer, ShowUpload

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: object, context: "LambdaContext") -> Answer:
    """The preview or the link that was asked for, or why there is none."""
    use_case, counter = _wired()
    with counter:
        return run_directly(lambda: use_case.show(event), context, counter, logger())


@cache
def _wired() -> tuple[ShowUpload, EmfCounter]:
    settings = from_env(ShowUploadSettings, environ)
    counter, dynamodb = EmfCounter(), clients.dynamodb()
    use_case = ShowUpload(
        contents=DynamoDbContents(dynamodb, settings.table_name),
        cases=DynamoDbCases(dynamodb, settings.table_name),
        uploads=S3Uploads(clients.s3()),
        links=S3Links(clients.s3_links()),
        blurred=blurred,
        counter=counter,
        now=lambda: datetime.now(UTC),
        tell=lambda message, content_id: logger().info(message, extra={"content_id": content_id}),
    )
    return use_case, counter
