"""A policy at hand."""

from dataclasses import dataclass, field

from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.policy import Policy
from tests.fakes.trouble import Trouble


@dataclass
class FakePolicies:
    """Gives `policy`, or is misconfigured without one. Method for `trouble`: `current`."""

    policy: Policy | None = None
    trouble: Trouble = field(default_factory=Trouble)

    def current(self) -> Policy:
        """As the port says."""
        with self.trouble.around("current"):
            if self.policy is None:
                raise Misconfigured("There is no policy.", code="policy-missing")
            return self.policy
