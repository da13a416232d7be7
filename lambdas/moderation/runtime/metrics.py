"""Metrics: one EMF line an invocation by Powertools, so that counting costs no call."""

import os
from collections import defaultdict
from collections.abc import Mapping
from threading import Lock
from types import TracebackType
from typing import Self

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "ContentModeration"


class EmfCounter:
    """Implements `Counter`, safe for threads; may be kept for the life of the process.

    Used as a context around an invocation: what was counted inside is written once on leaving, also
    after an exception. Dimensions: `service` (`POWERTOOLS_SERVICE_NAME`) and `stage` (`STAGE`).
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._metrics = Metrics(namespace=NAMESPACE)
        self._metrics.set_default_dimensions(stage=environ.get("STAGE", "unknown"))
        self._totals: dict[str, float] = defaultdict(float)
        self._lock = Lock()

    def count(self, name: str, value: float = 1) -> None:
        """As the port says. A gauge is counted once an invocation, also when it is 0."""
        with self._lock:
            self._totals[name] += value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        with self._lock:
            totals, self._totals = self._totals, defaultdict(float)
        for name, value in totals.items():
            self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
        if totals:
            self._metrics.flush_metrics()
