"""What a route of the review API is."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.moderation.domain.person import Role
from lambdas.moderation.ports.api import Json, Schema
from lambdas.review_api.asked import Asked
from lambdas.review_api.desk import Desk

JPEG = "image/jpeg"
"""The answer that is a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route.

    - `path` has its arguments in braces.
    - `roles`: who of people may take it. Nobody for what applications sign (`signed`).
    - `answer`: the name of a shape, or `image/jpeg`. `may_be_nothing`: or 204.
    - `body`: for writes. `query`: what may follow the question mark; nothing by default.
    - `refuses`: the codes of its own refusals, for the document.
    """

    method: str
    path: str
    roles: frozenset[Role]
    summary: str
    use: Callable[[Desk, Asked], Json]
    answer: str
    status: int = 200
    body: Schema | None = None
    query: Schema | None = None
    may_be_nothing: bool = False
    refuses: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether applications take it, and sign it with AWS credentials; people cannot."""
        return not self.roles

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"
