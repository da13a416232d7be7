"""What `sweep` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSettings:
    """Where to look for what is overdue, and the doors through which it is sent again.

    `completions_queue_url`: where it is asked after a video job; `start_function`: the name of the
    function that starts waiting ones.
    """

    table_name: str
    intake_queue_url: str
    completions_queue_url: str
    start_function: str
