"""What `enforce_verdict` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforceVerdictSettings:
    """Where the verdicts are kept, and where people and programs hear of them."""

    table_name: str
    alerts_topic_arn: str
    event_bus_name: str
