"""Attempts on the pipeline's resources, and what becomes of each."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

DONE = "done"
REFUSED = "refused"
Attempt = Callable[[], Any]


def outcomes(attempts: Mapping[str, Attempt]) -> dict[str, str]:
    """Makes every attempt, in order: `DONE`, `REFUSED` by a policy, or another error's code.

    An attempt is a call that raises `ClientError`, or one that returns an HTTP status. The body of
    an answer is read to its end.
    """
    return {name: _outcome(attempt) for name, attempt in attempts.items()}


def all_of(attempts: Iterable[str], outcome: str) -> dict[str, str]:
    """The outcomes if every attempt ended that way, to compare with."""
    return dict.fromkeys(attempts, outcome)


def _outcome(attempt: Attempt) -> str:
    try:
        answer = attempt()
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code = error.response["Error"]["Code"]
        # The JSON services refuse with 400 and this code, all others with 403.
        if status == HTTPStatus.FORBIDDEN or code == "AccessDeniedException":
            return REFUSED
        return code
    if isinstance(answer, int):
        return {HTTPStatus.OK: DONE, HTTPStatus.FORBIDDEN: REFUSED}.get(
            HTTPStatus(answer), str(answer)
        )
    if answer and "Body" in answer:
        with answer["Body"] as body:
            body.read()
    return DONE
