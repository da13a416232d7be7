"""What `screen_upload` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenUploadSettings:
    """`image_tps` is the rate of **one** worker: the account's quota divided by the workers."""

    table_name: str
    intake_queue_url: str
    intake_dead_letters_url: str
    image_tps: float
    video_workflow_arn: str
