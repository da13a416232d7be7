"""What the stand-in refuses, with the service's own codes and messages.

Codes and HTTP statuses: the developer guide's page on error handling and botocore's service model.
"""

_STATUS = {"InternalServerError": 500}
_BAD_REQUEST = 400

_MESSAGES = {
    "InternalServerError": "Internal server error",
    "ThrottlingException": "Slow down; sudden increase in rate of requests.",
    "ProvisionedThroughputExceededException": "Provisioned rate exceeded.",
    "InvalidImageFormatException": "Request has invalid image format",
    "InvalidS3ObjectException": (
        "Unable to get object metadata from S3. Check object key, region and/or access permissions."
    ),
}


class Refusal(Exception):
    """A request that is answered with an error. `status` is HTTP's, by default the code's own."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message if message is not None else _MESSAGES.get(code, code)
        self.status = _STATUS.get(code, _BAD_REQUEST)


def access_denied(arn: str, action: str) -> Refusal:
    """IAM's refusal of an action without resources, in AWS's words."""
    return Refusal(
        "AccessDeniedException",
        f"User: {arn} is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action",
    )


def invalid_parameters(detail: str) -> Refusal:
    """A request that is against the service model, or beyond what the stand-in can do."""
    return Refusal("InvalidParameterException", f"Request has invalid parameters: {detail}")
