"""The words of the `simulate` language, and how a label's name becomes one."""

import re
from functools import cache

from lambdas.moderation.domain import taxonomy

NOTHING = "nothing"
LABEL_PREFIX = "label:"


def kebab(name: str) -> str:
    """A name in kebab-case: `Drugs & Tobacco` is `drugs-tobacco`."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


@cache
def moderation_words() -> dict[str, str]:
    """Every label of the moderation taxonomy by its word."""
    return {kebab(label.name): label.name for label in taxonomy.all_labels()}


@cache
def content_type_words() -> dict[str, str]:
    """`animated` and `illustrated`, to the service's spelling."""
    return {kebab(name): name for name in taxonomy.CONTENT_TYPES}
