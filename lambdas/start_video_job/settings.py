"""What `start_video_job` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVideoJobSettings:
    """`video_jobs` slots for the whole account; `start_tps`: its quota for each call that starts.

    `check_minutes`: so long after its start a job that was not heard of is asked after. Completions
    are published to the topic `completions_topic_arn` by Rekognition as `publishing_role_arn`.
    """

    table_name: str
    video_jobs: int
    start_tps: float
    check_minutes: int
    completions_topic_arn: str
    publishing_role_arn: str
