"""What AWS's errors mean to the person at the keyboard, and what to do. One table, no jargon."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as botocore

from cli.errors import CommandError

_LOCAL = "for the local cloud, first: source .local/env.sh"

_UNREACHABLE = (
    "Cannot connect to AWS{at}. Is the network there? If this is the local cloud, it is not "
    "running: make up"
)
_NO_CREDENTIALS = (
    f"There are no AWS credentials. Set them as for any AWS tool, for example AWS_PROFILE; {_LOCAL}"
)
_REFUSED_CREDENTIALS = (
    "AWS does not accept these credentials: they are wrong, have expired, or belong to another "
    f"cloud. Sign in again; {_LOCAL}"
)

_BY_CLASS: tuple[tuple[type[botocore.BotoCoreError], str], ...] = (
    (botocore.NoCredentialsError, _NO_CREDENTIALS),
    (botocore.PartialCredentialsError, _NO_CREDENTIALS),
    (botocore.CredentialRetrievalError, _NO_CREDENTIALS),
    (botocore.SSOError, "The AWS sign-in has expired. Sign in again: aws sso login"),
    (botocore.TokenRetrievalError, "The AWS sign-in has expired. Sign in again: aws sso login"),
    (botocore.ProfileNotFound, "There is no such AWS profile. Look at AWS_PROFILE."),
    (botocore.NoRegionError, f"No AWS Region is set. Set AWS_REGION; {_LOCAL}"),
    (botocore.SSLError, f"The server's certificate is not trusted. Set AWS_CA_BUNDLE; {_LOCAL}"),
    (botocore.HTTPClientError, _UNREACHABLE),
    (botocore.ConnectionError, _UNREACHABLE),
)

_REFUSED = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_MISSING = frozenset(
    {
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
    }
)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Raises every AWS error inside as the failure to show."""
    try:
        yield
    except (botocore.BotoCoreError, botocore.ClientError) as error:
        raise explained(error) from error


def explained(error: BaseException) -> CommandError:
    """The failure to show for an error, or for the AWS error that caused it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, botocore.ClientError):
            return CommandError(_of_answer(cause))
        if isinstance(cause, botocore.BotoCoreError):
            return CommandError(_of_client(cause))
        cause = cause.__cause__
    return CommandError(str(error))


def _of_client(error: botocore.BotoCoreError) -> str:
    for kind, sentence in _BY_CLASS:
        if isinstance(error, kind):
            url = error.kwargs.get("endpoint_url")
            return sentence.replace("{at}", f" at {url}" if url else "")
    return f"AWS cannot be asked: {error}"


def _of_answer(error: botocore.ClientError) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    message = error.response.get("Error", {}).get("Message", "")
    if code in _REFUSED:
        return _REFUSED_CREDENTIALS
    if code in _DENIED:
        return f"You are not allowed to do this ({error.operation_name}). AWS says: {message}"
    if code in _MISSING:
        return (
            "Something of this stage is missing though its stack is there. Deploy it again. "
            f"AWS says: {message}"
        )
    return f"AWS refused {error.operation_name}: {message} ({code})"
