"""Operations: the sweep, and the alarms on the pipeline as a whole."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lambdas.moderation.domain.desk_rules import rules_to_json
from lambdas.sweep.settings import SweepSettings
from stacks.capabilities.video_jobs import VideoJobs
from stacks.parts import permissions
from stacks.parts.alarm import Alarms
from stacks.parts.function import PipelineFunction
from stacks.parts.metrics import counted, watch_configuration
from stacks.parts.queue import DeadLetters
from stacks.settings import StageSettings, Target

_EVERY = cdk.Duration.minutes(5)
_HOUR = cdk.Duration.hours(1)
OVERDUE_PERIODS = 6
OVERDUE_OF_THEM = 2
_LONG_WAIT = cdk.Duration.hours(6)
_SCREENING = "screen-upload"
_SCREENING_VIDEOS = "decide-video"
_FINISHED = (
    "ContentsScreened",
    "ContentsHeld",
    "ContentsGone",
    "DuplicateEvents",
    "VideosStarted",
)
"""What `screen_upload` counts when it is done with a message, whatever became of it."""


class Operations(Construct):
    """The `sweep` every five minutes, and alarms for silence, overdue work and misconfiguration."""

    def __init__(  # noqa: PLR0913 - keyword-only: what the capability is made of
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        table: dynamodb.ITableV2,
        intake: sqs.IQueue,
        video_jobs: VideoJobs,
        functions: Sequence[PipelineFunction],
        layers: Sequence[lambda_.ILayerVersion],
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self._stage = stage
        self._alarms = alarms
        self.dead_letters = DeadLetters(self, "SweepDeadLetters", name="sweep", alarms=alarms).queue
        self.sweep = self._add_sweep(table, intake, video_jobs, layers)
        self._add_schedule()
        watch_configuration(self, alarms, [*functions, self.sweep], stage=stage.stage)
        self._watch_overdue()
        self._watch_sent_back()
        self._watch_waiting_jobs()
        self._watch_cases()
        self._watch_silence(intake)

    def _add_sweep(
        self,
        table: dynamodb.ITableV2,
        intake: sqs.IQueue,
        video_jobs: VideoJobs,
        layers: Sequence[lambda_.ILayerVersion],
    ) -> PipelineFunction:
        completions, start = video_jobs.completions.queue, video_jobs.start_video_job.function
        return PipelineFunction(
            self,
            "Sweep",
            name="sweep",
            purpose="Finds what stayed unenforced or stuck and sends it through again.",
            stage=self._stage,
            settings=SweepSettings(
                table_name=table.table_name,
                intake_queue_url=intake.queue_url,
                completions_queue_url=completions.queue_url,
                start_function=start.function_name,
                desk_rules=_desk_rules(self._stage),
            ),
            allowed=[
                *permissions.find_due(table.table_arn),
                *permissions.record_verdict(table.table_arn),
                *permissions.invoke(start.function_arn),
                *permissions.send_messages(
                    intake.queue_arn, completions.queue_arn, self.dead_letters.queue_arn
                ),
            ],
            layers=layers,
            timeout=cdk.Duration.seconds(120),
            memory_mb=256,
            alarms=self._alarms,
            dead_letters=self.dead_letters,
        )

    def _add_schedule(self) -> None:
        events.Rule(
            self,
            "Schedule",
            description="Sweeps what is overdue.",
            schedule=events.Schedule.rate(_EVERY),
            targets=[
                targets.LambdaFunction(
                    self.sweep.function,
                    dead_letter_queue=self.dead_letters,
                    max_event_age=_EVERY,
                    retry_attempts=2,
                )
            ],
        )

    def _watch_overdue(self) -> None:
        """Twice within half an hour: what stays stuck is overdue at least every third sweep.

        A figure that is missing counts as bad: then nobody is looking.
        """
        for metric, name, meaning in (
            ("UnenforcedOverdue", "unenforced", "Verdicts are not applied in time"),
            ("ScreeningOverdue", "unscreened", "Contents wait too long for their screening"),
        ):
            self._alarms.watch(
                self,
                f"{name}-overdue",
                self._counted(metric, "sweep", period=_EVERY, statistic="Maximum"),
                periods=OVERDUE_PERIODS,
                of_them=OVERDUE_OF_THEM,
                missing=cloudwatch.TreatMissingData.BREACHING,
                meaning=f"{meaning}, or the sweep does not run.",
            )

    def _watch_sent_back(self) -> None:
        """The queue's own age leaves out what was received three times, so it cannot see this."""
        self._alarms.watch(
            self,
            f"{_SCREENING}-sent-back",
            self._counted("SentBack", _SCREENING, period=cdk.Duration.minutes(15)),
            periods=4,
            meaning="For an hour uploads have kept coming back to their queue.",
        )

    def _watch_waiting_jobs(self) -> None:
        self._alarms.watch(
            self,
            "video-jobs-waiting",
            self._counted("VideoJobWaitSeconds", "sweep", period=_EVERY, statistic="Maximum"),
            above=_LONG_WAIT.to_seconds(),
            meaning=f"A video has waited for a slot for over {_LONG_WAIT.to_human_string()}.",
        )

    def _watch_cases(self) -> None:
        if self._stage.review:
            self._alarms.watch(
                self,
                "cases-overdue",
                self._counted("CasesOverdue", "sweep", period=_EVERY, statistic="Maximum"),
                periods=3,
                meaning="For a quarter of an hour cases have waited past their due time.",
            )

    def _watch_silence(self, intake: sqs.IQueue) -> None:
        if self._stage.target is Target.AWS:  # the local cloud knows no metric math
            self._alarms.watch(
                self,
                "silence",
                _nothing_finished(
                    intake.metric_number_of_messages_sent(period=_EVERY),
                    [self._counted(name, _SCREENING, period=_EVERY) for name in _FINISHED],
                ),
                periods=3,
                meaning="Uploads arrive and none is screened.",
            )
        if self._stage.silence_hours:
            self._alarms.watch(
                self,
                "nothing-screened",
                self._screened(),
                below=1,
                periods=self._stage.silence_hours,
                missing=cloudwatch.TreatMissingData.BREACHING,
                meaning=f"Nothing was screened for {self._stage.silence_hours} hours.",
            )

    def _screened(self) -> cloudwatch.IMetric:
        """Images and videos, an hour; on the local cloud, which knows no metric math, images."""
        images, videos = (
            self._counted("ContentsScreened", function, period=_HOUR)
            for function in (_SCREENING, _SCREENING_VIDEOS)
        )
        if self._stage.target is Target.LOCAL:
            return images
        return cloudwatch.MathExpression(
            expression="FILL(images, 0) + FILL(videos, 0)",
            label="images and videos screened",
            period=_HOUR,
            using_metrics={"images": images, "videos": videos},
        )

    def _counted(
        self, name: str, function: str, *, period: cdk.Duration, statistic: str = "Sum"
    ) -> cloudwatch.Metric:
        return counted(
            name,
            function=function,
            stage=self._stage.stage,
            period=period,
            statistic=statistic,
        )


def _desk_rules(stage: StageSettings) -> str:
    """A setting cannot be empty: `none` where there is no desk."""
    return rules_to_json(stage.review.rules) if stage.review else "none"


def _nothing_finished(
    arrived: cloudwatch.IMetric, finished: Sequence[cloudwatch.IMetric]
) -> cloudwatch.MathExpression:
    """1 while messages arrive and none is finished, else 0; a metric without data counts as 0."""
    named = {f"f{number}": metric for number, metric in enumerate(finished)}
    together = " + ".join(f"FILL({name}, 0)" for name in named)
    return cloudwatch.MathExpression(
        expression=f"IF(FILL(arrived, 0) > 0 AND ({together}) == 0, 1, 0)",
        label="messages arrive, nothing is finished",
        period=_EVERY,
        using_metrics={"arrived": arrived, **named},
    )
