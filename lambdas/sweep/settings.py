"""What `sweep` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSettings:
    """Where to look for what is overdue, and the door through which it is sent again."""

    table_name: str
    intake_queue_url: str
