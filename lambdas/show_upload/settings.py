"""What `show_upload` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowUploadSettings:
    """Where contents and cases are kept."""

    table_name: str
