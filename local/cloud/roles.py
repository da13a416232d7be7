"""Roles that a service beside ministack acts as: what ministack's IAM says that they may do."""

from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import iam, sns

from local.cloud.caller import PassedRole
from local.cloud.settings import ACCOUNT, REGION

_ASSUME, _PUBLISH = "sts:AssumeRole", "sns:Publish"
_ALLOW = "Allow"


def trusted_role(role_arn: str, *, service: str, source_arn: str) -> PassedRole | None:
    """The role of that ARN, if its trust policy lets the service assume it; see `Caller`."""
    name = role_arn.rpartition("/")[2]
    role = iam._roles.get_scoped(ACCOUNT, None, name)
    if role is None or role["Arn"] != role_arn:
        return None
    context = _context("*", "Service", "", _ASSUME, role_arn)
    source = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_arn.split(":")[4]}
    context.service_context.update(source)
    trust = role["AssumeRolePolicyDocument"]
    judged = iam_evaluator.evaluate_resource_policy(trust, context, service=service)
    return ServiceRole(name, service.partition(".")[0]) if judged.decision == _ALLOW else None


@dataclass(frozen=True, slots=True)
class ServiceRole:
    """A role in the hands of a service; `session` names it as AWS names the service's sessions."""

    name: str
    session: str

    def publish(self, topic_arn: str, message: str) -> str:
        """See `PassedRole`. Subscriptions get the message as from any other publisher."""
        with request_scope(ACCOUNT, REGION):
            if not self._may_publish(topic_arn):
                return f"the role {self.name} may not {_PUBLISH} to {topic_arn}."
            try:
                published = sns.publish_internal(topic_arn, message)
            except sns.SnsPublishError as error:
                return str(error)
            return "" if published else f"there is no topic {topic_arn}."

    def _may_publish(self, topic_arn: str) -> bool:
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.name}/{self.session}"
        context = _context(arn, "AssumedRole", ACCOUNT, _PUBLISH, topic_arn)
        policies = iam_evaluator._gather_role_policies(self.name, ACCOUNT)
        limits = iam_evaluator._permissions_boundary(iam._roles, self.name, ACCOUNT)
        judged = iam_evaluator.evaluate(context, policies, *limits)
        topic = sns.topic_policy_for_arn(topic_arn)
        if topic is not None:
            judged = iam_evaluator.combine_resource_policy(
                judged, context, *topic, limits=tuple(limits)
            )
        return bool(judged.decision == _ALLOW)


def _context(arn: str, kind: str, account: str, action: str, resource: str) -> Any:
    return iam_evaluator.EvalContext(
        principal_arn=arn,
        principal_type=kind,
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=REGION,
        source_ip="127.0.0.1",
        secure_transport=True,
    )
