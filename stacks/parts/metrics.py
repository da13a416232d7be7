"""The functions' own metrics, as they name them."""

from collections.abc import Iterable

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks.parts.alarm import Alarms
from stacks.parts.function import METRICS_NAMESPACE, PipelineFunction


def counted(
    name: str, *, function: str, stage: str, period: cdk.Duration, statistic: str = "Sum"
) -> cloudwatch.Metric:
    """A metric that this function counts in this stage."""
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=name,
        dimensions_map={"service": function, "stage": stage},
        period=period,
        statistic=statistic,
    )


def watch_configuration(
    scope: Construct, alarms: Alarms, functions: Iterable[PipelineFunction], *, stage: str
) -> None:
    """An alarm `<function>-configuration` for each: it counts what AWS refuses it, and its bugs."""
    for function in functions:
        alarms.watch(
            scope,
            f"{function.name}-configuration",
            counted(
                "ConfigurationErrors",
                function=function.name,
                stage=stage,
                period=cdk.Duration.minutes(5),
            ),
            meaning=f"AWS refuses {function.name} something, or its own code fails.",
        )
