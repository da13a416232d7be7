"""The workflow `ScreenVideo` in Step Functions: one execution for each screening of a video."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.moderation.aws.errors import AWS_ERRORS, STATES, error_code, translate, translated

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_UNDER_WAY = {"RUNNING", "PENDING_REDRIVE"}


class StatesVideoWorkflow:
    """Implements `VideoWorkflow`.

    The execution's name keeps a second one from starting: Step Functions refuses the name of an
    execution that has ended for 90 days. The role needs `states:DescribeExecution` as well.
    """

    def __init__(self, client: "SFNClient", state_machine_arn: str) -> None:
        self._client = client
        self._state_machine_arn = state_machine_arn

    def start(self, content_id: str, screening: int) -> bool:
        """As the port says. An execution that waits to be redriven counts as running."""
        name = f"{content_id}-{screening}"
        try:
            self._client.start_execution(
                stateMachineArn=self._state_machine_arn,
                name=name,
                input=json.dumps({"content_id": content_id, "screening": screening}),
            )
        except AWS_ERRORS as error:
            if not isinstance(error, ClientError) or error_code(error) != "ExecutionAlreadyExists":
                raise translate(error, STATES) from error
            return self._is_under_way(name)
        return True

    def _is_under_way(self, name: str) -> bool:
        """Raises `Retryable` where the execution is not found: it is so new, or so old."""
        machine = self._state_machine_arn.replace(":stateMachine:", ":execution:", 1)
        with translated(STATES):
            told = self._client.describe_execution(executionArn=f"{machine}:{name}")
        return told["status"] in _UNDER_WAY
