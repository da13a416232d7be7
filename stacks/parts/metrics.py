"""The functions' own metrics, as they name them."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from stacks.parts.function import METRICS_NAMESPACE


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
