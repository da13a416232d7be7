"""Looking at a case, and finding contents by key, S3 URL or id."""

import re
from concurrent.futures import ThreadPoolExecutor

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.errors import Fault, InvalidInput
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.ports.api import Json
from lambdas.review_api.asked import Asked
from lambdas.review_api.blind import shown_status
from lambdas.review_api.desk import Desk
from lambdas.review_api.details import detail
from lambdas.review_api.summaries import may_see, summary
from lambdas.review_api.waiting import load_or_pass

_CONTENT_ID = re.compile(r"[0-9a-f]{32}")
_SCHEME = "s3://"
_VERSION = "?versionId="
_MOST = 20
_AT_ONCE = 8


def look_at(desk: Desk, asked: Asked) -> Json:
    """The case, whoever has it. It is not claimed by that."""
    return detail(desk, asked.person, desk.case(asked.content_id))


def search(desk: Desk, asked: Asked) -> Json:
    """The contents that the text names, the newest version first, at most twenty.

    A case that this person may not see is left out, the content is not.
    """
    text = asked.query["q"]
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(Fault("q", "must be Unicode")) from None
    ids = list(dict.fromkeys(_ids(desk, text)))[:_MOST]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        states = pool.map(desk.contents.load, ids)
        found = list(pool.map(lambda state: _hit(desk, asked, state), filter(None, states)))
    return {"contents": found}


def _ids(desk: Desk, text: str) -> list[str]:
    """Nothing is URL-decoded: `%20` in a key is three characters."""
    if not text.startswith(_SCHEME):
        by_id = [text] if _CONTENT_ID.fullmatch(text) else []
        return by_id + desk.contents.versions(desk.bucket, text)
    bucket, _, key = text.removeprefix(_SCHEME).partition("/")
    name, _, version_id = key.rpartition(_VERSION)
    by_version = [Content(bucket, name, version_id).content_id] if name else []
    return by_version + desk.contents.versions(bucket, key)


def _hit(desk: Desk, asked: Asked, state: ContentState) -> Json:
    content, person, now = state.content, asked.person, desk.now()
    case = load_or_pass(desk, content.content_id)
    seen = case if case and may_see(case, person, now) else None
    return {
        "content_id": content.content_id,
        "key": content.key,
        "version_id": content.version_id,
        "status": shown_status(state, case, person).value,
        "case": seen and summary(seen, person, desk.rules, now),
    }
