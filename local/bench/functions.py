"""The functions as the bench knows them: which clients each needs, and settings to start with."""

from dataclasses import dataclass

from lambdas.enforce_verdict.settings import EnforceVerdictSettings
from lambdas.moderation.runtime.environment import Settings, to_env
from lambdas.screen_upload.settings import ScreenUploadSettings
from lambdas.sweep.settings import SweepSettings

_QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/intake"


@dataclass(frozen=True, slots=True)
class Function:
    """`clients`: service, read time-out in seconds, attempts; as `aws/clients.py` makes them."""

    name: str
    settings: Settings
    clients: tuple[tuple[str, int, int], ...]

    @property
    def package(self) -> str:
        """Its package below `lambdas`."""
        return self.name.replace("-", "_")

    def environment(self) -> dict[str, str]:
        """Variables under which it can be imported and set up; nothing is called with them."""
        return to_env(self.settings) | {
            "POWERTOOLS_SERVICE_NAME": self.name,
            "POWERTOOLS_METRICS_NAMESPACE": "ContentModeration",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "STAGE": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }


FUNCTIONS = (
    Function(
        "screen-upload",
        ScreenUploadSettings(
            table_name="table",
            intake_queue_url=_QUEUE,
            intake_dead_letters_url=_QUEUE,
            image_tps=5.0,
        ),
        (("s3", 10, 3), ("sqs", 5, 3), ("rekognition", 10, 1), ("dynamodb", 5, 4)),
    ),
    Function(
        "enforce-verdict",
        EnforceVerdictSettings(
            table_name="table",
            alerts_topic_arn="arn:aws:sns:us-east-1:000000000000:alerts",
            event_bus_name="default",
        ),
        (("dynamodb", 5, 4), ("s3", 10, 3), ("sns", 5, 3), ("events", 5, 3)),
    ),
    Function(
        "sweep",
        SweepSettings(table_name="table", intake_queue_url=_QUEUE),
        (("dynamodb", 5, 4), ("sqs", 5, 3)),
    ),
)
