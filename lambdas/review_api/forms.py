"""JSON Schemas of what is sent to the API: bodies and queries. No reference leads out of one."""

from lambdas.moderation.ports.api import Schema
from lambdas.review_api.overseeing import MOST_DAYS
from lambdas.review_api.waiting import MOST_ON_A_PAGE

LONGEST_NOTE = 2_000
_LONGEST_STATEMENT = 4_000
_LONGEST_NAME = 128
_LONGEST_CLAUSE = 64
_LONGEST_CURSOR = 1_000
_LONGEST_TIME = 40
_LONGEST_SEARCH = 2_048
_MOST_CATEGORIES = 100
_MOST_TOKEN = 10**9


def form(*optional: str, **fields: Schema) -> Schema:
    """An object with these fields and no others; all must be there but the optional ones."""
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def text(longest: int, least: int = 1) -> Schema:
    """A text of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": longest}


_TOKEN: Schema = {"type": "integer", "minimum": 1, "maximum": _MOST_TOKEN}
_NOTE: Schema = {"type": ["string", "null"], "maxLength": LONGEST_NOTE}
_FLAG: Schema = {"type": "boolean"}
_CURSOR: Schema = text(_LONGEST_CURSOR)
_CONTENT_ID: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{32}$",
    "description": "a content id: 32 hexadecimal characters",
}
_DAY: Schema = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "description": "a day, such as 2026-11-24",
}

NOTHING = form()
CLAIMED = form(token=_TOKEN)
ASSIGN = form(token=_TOKEN, to=text(_LONGEST_NAME))
HOLD = form("note", token=_TOKEN, until=text(_LONGEST_TIME), note=_NOTE)
ESCALATE = form("note", token=_TOKEN, note=_NOTE)
DECIDE = form(
    "note",
    token=_TOKEN,
    decision={"enum": ["approve", "reject"]},
    clause=text(_LONGEST_CLAUSE),
    note=_NOTE,
)
SETTINGS = form(
    viewing=form(blur=_FLAG, grey=_FLAG, autoplay=_FLAG),
    opted_out={
        "type": "array",
        "items": text(_LONGEST_CLAUSE),
        "maxItems": _MOST_CATEGORIES,
        "uniqueItems": True,
    },
)
APPEAL = form(
    content_id=_CONTENT_ID, who=text(2 * _LONGEST_NAME), statement=text(_LONGEST_STATEMENT)
)

PAGED = form(
    "cursor",
    "limit",
    cursor=_CURSOR,
    limit={"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE},
)
MINE = form(mine={"enum": ["true"]})
UNDER_CLAIM = form(token=_TOKEN)
SEARCH = form(q=text(_LONGEST_SEARCH))
LAST_DAYS = form("days", days={"type": "integer", "minimum": 1, "maximum": MOST_DAYS})
OF_DAY = form("cursor", day=_DAY, cursor=_CURSOR)
