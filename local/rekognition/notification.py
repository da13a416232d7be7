"""Where a job's end is told: the topic of the request, with the role that was passed."""

import json
from dataclasses import dataclass

from local.cloud.caller import Caller, PassedRole
from local.rekognition.model import Document
from local.rekognition.refusals import Refusal, invalid_parameters

SERVICE = "rekognition.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Channel:
    """A topic, and the role that publishes to it."""

    topic_arn: str
    role: PassedRole

    def publish(self, message: Document) -> str:
        """Sends a message as the role; why it could not, or nothing."""
        return self.role.publish(self.topic_arn, json.dumps(message))


def channel_of(parameters: Document, caller: Caller, region: str) -> Channel | None:
    """The channel of a request, or None where it has none.

    Raises the `Refusal` where the caller may not pass the role (`iam:PassRole`), where the role
    does not trust the service, or where the topic is in another Region. Whether the role may
    publish shows when it does. `aws:SourceArn` is, for the role's conditions, an ARN of the service
    in the caller's account and Region; which one AWS sends is not documented.
    """
    told = parameters.get("NotificationChannel")
    if told is None:
        return None
    role_arn, topic_arn = told["RoleArn"], told["SNSTopicArn"]
    if not caller.may_pass(role_arn, SERVICE):
        raise Refusal(
            "AccessDeniedException",
            f"User: {caller.arn()} is not authorized to perform: iam:PassRole "
            f"on resource: {role_arn}",
        )
    if topic_arn.split(":")[3] != region:
        raise invalid_parameters("the topic is in another Region.")
    account = caller.arn().split(":")[4]
    source = f"arn:aws:rekognition:{region}:{account}:video-job"
    role = caller.passed_role(role_arn, service=SERVICE, source_arn=source)
    if role is None:
        raise invalid_parameters(f"{SERVICE} cannot assume the role {role_arn}.")
    return Channel(topic_arn, role)
