"""What `open_case` is told by its stack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCaseSettings:
    """Where cases are kept, where the alerts come from, and by which rules cases are opened.

    `desk_rules` is JSON, as `rules_to_json` writes it.
    """

    table_name: str
    review_queue_url: str
    review_dead_letters_url: str
    desk_rules: str
