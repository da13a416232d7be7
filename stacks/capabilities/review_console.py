"""The console of the review desk: static files, handed out by a function that may do nothing."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.serve_console.settings import ServeConsoleSettings
from stacks.parts.alarm import Alarms
from stacks.parts.function import PipelineFunction
from stacks.settings import StageSettings

_TIMEOUT = cdk.Duration.seconds(10)
_MEMORY_MB = 256


class ReviewConsole(Construct):
    """`serve_console`. It answers everybody, and calls no AWS service but its log."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        settings: ServeConsoleSettings,
        packages: lambda_.ILayerVersion,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        self.serve_console = PipelineFunction(
            self,
            "ServeConsole",
            name="serve-console",
            purpose="Hands out the files of the review desk's console.",
            stage=stage,
            settings=settings,
            allowed=[],
            layers=[packages],
            timeout=_TIMEOUT,
            memory_mb=_MEMORY_MB,
            alarms=alarms,
        )
