"""What `decide_video` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideVideoSettings:
    """`get_tps`: the account's quota for each call that reads results."""

    table_name: str
    evidence_bucket: str
    get_tps: float
