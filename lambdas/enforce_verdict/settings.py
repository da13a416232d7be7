"""What `enforce_verdict` is told by its stack."""

from dataclasses import dataclass

NO_CONSOLE = "none"
"""What stands for the console's address where there is no review desk: no setting is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforceVerdictSettings:
    """Where the verdicts are kept, and where people and programs hear of them.

    `console_url`: the base of the review desk, ending in a slash, or `NO_CONSOLE`.
    """

    table_name: str
    alerts_topic_arn: str
    event_bus_name: str
    console_url: str

    @property
    def console(self) -> str | None:
        """The review desk's address, or None."""
        return None if self.console_url == NO_CONSOLE else self.console_url
