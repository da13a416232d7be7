"""The functions as the bench knows them: which clients each needs, and settings to start with."""

from dataclasses import dataclass

from lambdas.close_case.settings import CloseCaseSettings
from lambdas.decide_video.settings import DecideVideoSettings
from lambdas.enforce_verdict.settings import NO_CONSOLE, EnforceVerdictSettings
from lambdas.finish_video_job.settings import FinishVideoJobSettings
from lambdas.moderation.runtime.environment import Settings, to_env
from lambdas.open_case.settings import OpenCaseSettings
from lambdas.review_api.settings import ReviewApiSettings
from lambdas.screen_upload.settings import ScreenUploadSettings
from lambdas.serve_console.settings import ServeConsoleSettings
from lambdas.show_upload.settings import ShowUploadSettings
from lambdas.start_video_job.settings import StartVideoJobSettings
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
            video_workflow_arn="arn:aws:states:us-east-1:000000000000:stateMachine:videos",
        ),
        (
            ("s3", 10, 3),
            ("sqs", 5, 3),
            ("rekognition", 10, 1),
            ("dynamodb", 5, 4),
            ("stepfunctions", 10, 3),
        ),
    ),
    Function(
        "enforce-verdict",
        EnforceVerdictSettings(
            table_name="table",
            alerts_topic_arn="arn:aws:sns:us-east-1:000000000000:alerts",
            event_bus_name="default",
            console_url=NO_CONSOLE,
        ),
        (("dynamodb", 5, 4), ("s3", 10, 3), ("sns", 5, 3), ("events", 5, 3)),
    ),
    Function(
        "start-video-job",
        StartVideoJobSettings(
            table_name="table",
            video_jobs=18,
            start_tps=5.0,
            check_minutes=30,
            completions_topic_arn="arn:aws:sns:us-east-1:000000000000:completions",
            publishing_role_arn="arn:aws:iam::000000000000:role/rekognition",
        ),
        (("dynamodb", 5, 4), ("stepfunctions", 10, 3), ("rekognition", 10, 1), ("s3", 10, 3)),
    ),
    Function(
        "finish-video-job",
        FinishVideoJobSettings(
            table_name="table",
            completions_queue_url=_QUEUE,
            completions_dead_letters_url=_QUEUE,
            get_tps=5.0,
            check_minutes=30,
            start_function="start-video-job",
        ),
        (
            ("dynamodb", 5, 4),
            ("sqs", 5, 3),
            ("rekognition", 10, 1),
            ("stepfunctions", 10, 3),
            ("lambda", 10, 3),
        ),
    ),
    Function(
        "decide-video",
        DecideVideoSettings(table_name="table", evidence_bucket="evidence", get_tps=5.0),
        (("dynamodb", 5, 4), ("rekognition", 10, 1), ("s3", 10, 3)),
    ),
    Function(
        "sweep",
        SweepSettings(
            table_name="table",
            intake_queue_url=_QUEUE,
            completions_queue_url=_QUEUE,
            start_function="start-video-job",
            desk_rules="none",
        ),
        (("dynamodb", 5, 4), ("sqs", 5, 3), ("lambda", 10, 3)),
    ),
    Function(
        "open-case",
        OpenCaseSettings(
            table_name="table",
            review_queue_url=_QUEUE,
            review_dead_letters_url=_QUEUE,
            desk_rules="{}",
        ),
        (("dynamodb", 5, 4), ("sqs", 5, 3)),
    ),
    Function("close-case", CloseCaseSettings(table_name="table"), (("dynamodb", 5, 4),)),
    Function(
        "review-api",
        ReviewApiSettings(
            table_name="table",
            bucket="uploads",
            show_function="show-upload",
            desk_rules="{}",
            stage="bench",
            console_url="https://desk.example.com/",
            user_pool_client_ids="console,cli",
        ),
        (("dynamodb", 5, 4), ("lambda", 13, 2)),
    ),
    Function(
        "show-upload",
        ShowUploadSettings(table_name="table"),
        (("dynamodb", 5, 4), ("s3", 10, 3), ("s3", 10, 1)),
    ),
    Function(
        "serve-console",
        ServeConsoleSettings(
            bucket="uploads",
            sign_in_url="https://sign-in.example.com",
            client_id="console",
            issuer="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_bench",
        ),
        (("s3", 10, 1),),
    ),
)
