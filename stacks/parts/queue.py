"""Queues: each with its dead letters, TLS, encryption, and alarms."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.parts.alarm import Alarms
from stacks.parts.excuse import excuse

_KEPT = cdk.Duration.days(14)
"""The longest that SQS keeps a message."""

MAX_RECEIVES = 500
"""Outlasts a day's outage whatever happens to the delays, where our functions put a message back.

Back-off starts at 30 seconds and doubles to 15 minutes: a day takes about 130 receives, 197 with
the shortest delays, 240 where the function dies each time and the visibility time-out delays.
"""

_VISIBILITY_FACTOR = 6
"""AWS's advice for a queue that feeds a function: six times the function's time-out."""


class DeadLetters(Construct):
    """A queue for what nobody could deal with: kept 14 days, alarmed from the first message."""

    def __init__(self, scope: Construct, id_: str, *, name: str, alarms: Alarms) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            retention_period=_KEPT,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )
        for rule in (
            "AwsSolutions::AwsSolutions-SQS3",
            "Serverless::Serverless-SQSRedrivePolicy",
        ):
            excuse(self.queue, rule, reason="This queue is the end of the line: people look at it.")
        alarms.watch(
            self,
            f"{name}-dead-letters",
            self.queue.metric_approximate_number_of_messages_visible(
                statistic="Maximum", period=cdk.Duration.minutes(1)
            ),
            meaning=f"Messages lie in the dead-letter queue of {name}.",
        )


class WorkQueue(Construct):
    """A queue with its dead letters. Messages are encrypted, kept 14 days, and sent over TLS only.

    A message that was received `max_receives` times without being deleted goes to the dead
    letters. Visibility is six times the time-out of the consumer, so that no message is handed out
    twice while it is worked on. Alarms: dead letters, and the age of the oldest message.
    """

    def __init__(  # noqa: PLR0913 - keyword-only facts of a queue
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        consumer_timeout: cdk.Duration,
        max_receives: int,
        oldest: cdk.Duration,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters", name=name, alarms=alarms).queue
        self.queue = sqs.Queue(
            self,
            "Queue",
            retention_period=_KEPT,
            visibility_timeout=cdk.Duration.seconds(
                consumer_timeout.to_seconds() * _VISIBILITY_FACTOR
            ),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=max_receives
            ),
        )
        alarms.watch(
            self,
            f"{name}-age",
            self.queue.metric_approximate_age_of_oldest_message(
                statistic="Maximum", period=cdk.Duration.minutes(5)
            ),
            above=oldest.to_seconds(),
            meaning=f"Messages wait in the {name} queue for over {oldest.to_human_string()}.",
        )
