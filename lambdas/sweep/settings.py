"""What `sweep` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSettings:
    """Where to look for what is overdue, and the doors through which it is sent again.

    `completions_queue_url`: where it is asked after a video job; `start_function`: the name of the
    function that starts waiting ones. `desk_rules`: those of the review desk, as `rules_to_json`
    writes them, or the word `none` where the stage has no desk.
    """

    table_name: str
    intake_queue_url: str
    completions_queue_url: str
    start_function: str
    desk_rules: str
