"""The clauses of a policy, read from plain data."""

from collections.abc import Iterable
from enum import StrEnum

from lambdas.moderation.domain.clauses import DECIDING, Clause
from lambdas.moderation.domain.policy_node import Node

_KEYS = ("id", "text", "for", "note")
_LONGEST_TEXT = 300
_MOST_CLAUSES = 100


class _Note(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"


def read_clauses(node: Node) -> tuple[Clause, ...]:
    """Those that can be read, by id; problems are noted. There must be one for each decision."""
    items = node.items("`clauses`")
    if items is None:
        return ()
    if len(items) > _MOST_CLAUSES:
        node.refuse(f"There are {len(items)} clauses: at most {_MOST_CLAUSES} can be chosen from.")
        return ()
    elsewhere = len(node.problems)
    found: dict[str, Clause] = {}
    for item in items:
        clause = _clause(item)
        if clause and clause.id in found:
            item.refuse(f"There are two clauses `{clause.id}`: give each an id of its own.")
        elif clause:
            found[clause.id] = clause
    if len(node.problems) == elsewhere:
        _cover_all(node, found.values())
    return tuple(found[clause_id] for clause_id in sorted(found))


def _cover_all(node: Node, clauses: Iterable[Clause]) -> None:
    given = {action for clause in clauses for action in clause.decides}
    for action in DECIDING:
        if action not in given:
            node.refuse(
                f"No clause is for `{action}`, so nobody could decide so: add one with "
                f"`for: {action}`."
            )


def _clause(node: Node) -> Clause | None:
    fields = node.fields("a clause", _KEYS)
    if fields is None:
        return None
    missing = [key for key in ("id", "text", "for") if key not in fields]
    for key in missing:
        example = {"id": "spam", "text": "Unwanted advertising.", "for": "reject"}[key]
        node.refuse(f"This clause has no `{key}`: add it, such as `{key}: {example}`.")
    if missing:
        return None
    clause_id = fields["id"].name("A clause's id")
    text = _text(fields["text"])
    decides = [each.choice("`for`", DECIDING) for each in fields["for"].one_or_more("`for`")]
    note = fields["note"].choice("`note`", tuple(_Note)) if "note" in fields else _Note.OPTIONAL
    named = frozenset(action for action in decides if action is not None)
    if clause_id is None or text is None or not named or None in decides or note is None:
        return None
    return Clause(id=clause_id, text=text, decides=named, note_required=note is _Note.REQUIRED)


def _text(node: Node) -> str | None:
    text = node.text("A clause's `text`")
    if text is not None and len(text) > _LONGEST_TEXT:
        node.refuse(
            f"A clause's `text` may have {_LONGEST_TEXT} characters; it is read at a glance."
        )
        return None
    return text and " ".join(text.split())


def plain_clause(clause: Clause) -> dict[str, object]:
    """The clause as plain data, such that it reads as the same one."""
    plain: dict[str, object] = {
        "id": clause.id,
        "text": clause.text,
        "for": sorted(action.value for action in clause.decides),
    }
    return plain | ({"note": _Note.REQUIRED.value} if clause.note_required else {})
