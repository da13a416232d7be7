"""What `finish_video_job` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishVideoJobSettings:
    """`get_tps`: the account's quota for each call that reads results.

    `check_minutes`: so much later a job that still runs is asked after again. `start_function` is
    the name of the function that starts waiting jobs.
    """

    table_name: str
    completions_queue_url: str
    completions_dead_letters_url: str
    get_tps: float
    check_minutes: int
    start_function: str
