"""What `close_case` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCaseSettings:
    """Where cases are kept."""

    table_name: str
