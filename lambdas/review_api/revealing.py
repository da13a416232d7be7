"""Showing an upload to whoever holds its case: a preview, or on demand the original."""

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.claiming import check_claim, revealed_to
from lambdas.moderation.domain.errors import Permanent, Refused
from lambdas.moderation.domain.person import revealed
from lambdas.moderation.ports.api import Json
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.review_api.asked import Asked, Picture
from lambdas.review_api.changing import Plan, change_case
from lambdas.review_api.desk import Desk
from lambdas.review_api.details import why_no_preview
from lambdas.review_api.plain import time_text

_NO_PREVIEW = "no-preview"


def preview(desk: Desk, asked: Asked) -> Picture:
    """The small, grey, blurred picture of the upload, for whoever holds the case."""
    case = desk.case(asked.content_id)
    check_claim(case, asked.who, asked.token, desk.now())
    why = why_no_preview(case, desk.state(case.content_id))
    if why is not None:
        raise Refused(why, code=_NO_PREVIEW)
    try:
        return Picture(desk.showcase.preview(case.content_id))
    except Permanent as error:
        raise Refused(str(error), code=_NO_PREVIEW) from error


def reveal(desk: Desk, asked: Asked) -> Json:
    """A link to the original. That it was shown is on record before there is a link.

    Each link is a line of the history; a person's exposure counts once a claim.
    """

    def make(case: Case) -> Plan:
        now, token = desk.now(), asked.token
        after, event = revealed_to(case, asked.person, token, now)
        if case.revealed == token:
            return Plan(CaseWrite(case=after, events=(event,)), ("Reveals",))
        person = revealed(desk.person(asked), case.severity, now, desk.pause)
        return Plan(CaseWrite(case=after, events=(event,), person=person), ("Reveals",))

    case = change_case(desk, asked, make)
    check_claim(case, asked.who, asked.token, desk.now())  # it may have been done long ago
    try:
        original = desk.showcase.original(case.content_id, asked.who, asked.token)
    except Permanent as error:
        raise Refused(str(error), code="no-original") from error
    return {
        "url": original.url,
        "expires_at": time_text(original.expires_at),
        "media_type": case.media_type.value,
    }
