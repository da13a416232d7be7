"""How much of a video a rule or a condition asks for: the key `video`."""

from collections.abc import Mapping

from lambdas.moderation.domain.policy import Minimum
from lambdas.moderation.domain.policy_node import Node

_KEYS = ("seconds", "spans")
_LONGEST_S = 6 * 60 * 60
_MOST_SPANS = 100


def read_minimum(node: Node | None) -> Minimum | None:
    """The minimum, or None where there is none, it is `off`, or problems were noted.

    The longest video that Rekognition takes has six hours.
    """
    if node is None or node.value is False:
        return None
    if not isinstance(node.value, Mapping) or not node.value:
        shown = "empty" if node.value == {} else node.shown()
        node.refuse(
            "`video` must say how much of a video it takes, with `seconds`, `spans` or both, such "
            f"as `video: {{seconds: 2}}`, but this is {shown}."
        )
        return None
    fields = node.fields("`video`", _KEYS)
    if not fields:
        return None
    seconds = spans = None
    if "seconds" in fields:
        seconds = fields["seconds"].number("`seconds`", 0, _LONGEST_S)
        if seconds == 0:
            fields["seconds"].refuse("`seconds` must be above 0: to ask for none, leave it out.")
    if "spans" in fields:
        read = fields["spans"].number("`spans`", 1, _MOST_SPANS, whole=True)
        spans = None if read is None else int(read)
    return Minimum(seconds=seconds, spans=spans)
