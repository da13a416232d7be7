"""The policy, from the layer that the stack builds of `policy.yaml`."""

from collections.abc import Callable
from functools import cached_property
from importlib import resources

from lambdas.moderation.domain import policy_json
from lambdas.moderation.domain.errors import Misconfigured
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_problems import InvalidPolicyError

_PACKAGE = "moderation_policy"
_FILE = "policy.json"


def read_layer() -> str:
    """The text of the layer's policy file."""
    return resources.files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8")


class LayerPolicies:
    """Implements `Policies`: reads once, then remembers. A failure is not remembered."""

    def __init__(self, read: Callable[[], str] = read_layer) -> None:
        self._read = read

    def current(self) -> Policy:
        """As the port says."""
        return self._policy

    @cached_property
    def _policy(self) -> Policy:
        try:
            return policy_json.from_json(self._read())
        except (ImportError, OSError, UnicodeError) as error:
            raise Misconfigured("The policy layer is missing.", code="policy-missing") from error
        except InvalidPolicyError as error:
            raise Misconfigured("The policy cannot be read.", code="policy-unreadable") from error
