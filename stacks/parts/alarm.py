"""Alarms, each made beside what it watches, and the topic that they all go to."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from stacks.parts.excuse import excuse


def email_subscribers(topic: sns.Topic, emails: Sequence[str]) -> None:
    """Subscribes each address; nothing is sent to it before its owner confirms."""
    for email in emails:
        subscription = topic.add_subscription(subscriptions.EmailSubscription(email))
        excuse(
            subscription,
            "Serverless::Serverless-SNSRedrivePolicy",
            reason="SNS retries e-mail for hours; the queue and the table hold all that it says.",
        )


class Alarms(Construct):
    """The alarms topic, apart from the moderation alerts: these are for those on call.

    The topic's policy says that CloudWatch of this account may publish: with `enforce_ssl` alone
    the policy would hold a Deny and nothing else, and every alarm would be silent. No customer
    key, for the same reason: the default SNS key is closed to CloudWatch.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: str, emails: Sequence[str]) -> None:
        super().__init__(scope, id_)
        self._prefix = f"content-moderation-{stage}"
        self.topic = sns.Topic(
            self, "Topic", display_name="Content moderation alarms", enforce_ssl=True
        )
        self.topic.add_to_resource_policy(self._allow_cloudwatch())
        email_subscribers(self.topic, emails)
        excuse(
            self.topic,
            "AwsSolutions::AwsSolutions-SNS2",
            reason="The default SNS key is closed to CloudWatch; alarms carry no user content.",
        )

    def watch(  # noqa: PLR0913 - an alarm has this many facets, all but four with a usual value
        self,
        scope: Construct,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        meaning: str,
        above: float = 0,
        below: float | None = None,
        periods: int = 1,
        of_them: int | None = None,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        """An alarm `content-moderation-<stage>-<name>` while the metric is `above` a value.

        Or, where that is given, `below` one. It rings after that many periods in a row, or, where
        that is given, once `of_them` among the last `periods` are bad; `meaning` is what the reader
        of the e-mail sees first.
        """
        compared = cloudwatch.ComparisonOperator
        alarm = cloudwatch.Alarm(
            scope,
            f"Alarm-{name}",
            alarm_name=f"{self._prefix}-{name}",
            alarm_description=f"{meaning} What to do: docs/operations.md, {name}.",
            metric=metric,
            comparison_operator=compared.GREATER_THAN_THRESHOLD
            if below is None
            else compared.LESS_THAN_THRESHOLD,
            threshold=above if below is None else below,
            evaluation_periods=periods,
            datapoints_to_alarm=of_them,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _allow_cloudwatch(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            sid="AllowCloudWatchAlarms",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[self.topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
        )
