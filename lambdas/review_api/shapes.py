"""JSON Schemas of what the API answers, by name, as the OpenAPI document has them."""

from lambdas.moderation.domain.case import CaseKind, CaseStatus
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.person import Role
from lambdas.moderation.domain.state import EventKind
from lambdas.moderation.domain.verdict import Action, Severity, Status
from lambdas.moderation.ports.api import Schema
from lambdas.review_api.forms import form

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_TIME: Schema = {"type": "string", "format": "date-time"}
_MAYBE_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_BY_NAME: Schema = {"type": "object", "additionalProperties": _TEXT}
_SEVERITY: Schema = {"enum": [each.value for each in Severity]}
_MAYBE_SEVERITY: Schema = {"enum": [*(each.value for each in Severity), None]}
_STATUS: Schema = {"enum": [each.value for each in Status]}
_MAYBE_STATUS: Schema = {"enum": [*(each.value for each in Status), None]}
_MEDIA_TYPE: Schema = {"enum": [each.value for each in MediaType]}
_ROLES: Schema = {"type": "array", "items": {"enum": [each.value for each in Role]}}
_DECISIONS: Schema = {"enum": [Action.APPROVE.value, Action.REJECT.value]}


def shape(name: str) -> Schema:
    """What stands for the schema of that name wherever it is used."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(of: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": of}


def maybe(of: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [of, {"type": "null"}]}


_BY_SEVERITY = form(**{each.value: _COUNT for each in Severity})
_SHIFT = form(began_at=_TIME, last_at=_TIME, items=_BY_SEVERITY, reveals=_BY_SEVERITY)
_TALLY = form(decided=_COUNT, late=_COUNT, skipped=_COUNT, agreed=_COUNT, disagreed=_COUNT)
_VIEWING = form(blur=_FLAG, grey=_FLAG, autoplay=_FLAG)
_SUMMARY_FIELDS: dict[str, Schema] = {
    "content_id": _TEXT,
    "number": _COUNT,
    "kind": {"enum": [each.value for each in CaseKind]},
    "status": {"enum": [each.value for each in CaseStatus]},
    "queue": _TEXT,
    "severity": _SEVERITY,
    "category": _MAYBE_TEXT,
    "profile": _TEXT,
    "media_type": _MEDIA_TYPE,
    "opened_at": _TIME,
    "due_at": _TIME,
    "overdue": _FLAG,
    "holder": _MAYBE_TEXT,
    "until": _MAYBE_TIME,
    "escalated": _FLAG,
    "senior_only": _FLAG,
    "mine": _FLAG,
    "token": _MAYBE_COUNT,
    "refusal": maybe(form(code=_TEXT, message=_TEXT)),
}
_SPAN = form(start_ms=_COUNT, end_ms=_COUNT, peak=_NUMBER, mean=_NUMBER)
_BOX = form(left=_NUMBER, top=_NUMBER, width=_NUMBER, height=_NUMBER)
_FINDING = form(
    "spans",
    "boxes",
    source=_TEXT,
    label=_TEXT,
    confidence=_NUMBER,
    parents=_TEXTS,
    content_types={"type": "object", "additionalProperties": _NUMBER},
    spans=many(_SPAN),
    boxes=many(_BOX),
)
_REASON = form(
    rule=_TEXT,
    action={"enum": [each.value for each in Action]},
    severity=_MAYBE_SEVERITY,
    category=_MAYBE_TEXT,
    text=_TEXT,
    findings=many(_FINDING),
)
_EVENT_FIELDS: dict[str, Schema] = {
    "kind": {"enum": [each.value for each in EventKind]},
    "at": _TIME,
    "who": _MAYBE_TEXT,
    "status": _STATUS,
    "previous_status": _MAYBE_STATUS,
    "severity": _MAYBE_SEVERITY,
    "details": _BY_NAME,
    "why": _MAYBE_TEXT,
    "reasons": _TEXTS,
}
_CONTENT = form(
    content_id=_TEXT,
    bucket=_TEXT,
    key=_TEXT,
    version_id=_TEXT,
    media_type=_MEDIA_TYPE,
    size=_COUNT,
    uploader_id=_MAYBE_TEXT,
    reference=_MAYBE_TEXT,
    status=_STATUS,
    created_at=_MAYBE_TIME,
    duration_ms=_MAYBE_COUNT,
    policy_version=_MAYBE_TEXT,
)
_DECISION = form(
    status=_STATUS, clause=_TEXT, text=_TEXT, decider=_TEXT, at=_TIME, note=_MAYBE_TEXT
)
_UPLOADER = form(
    uploader_id=_TEXT,
    verdicts=many(
        form(
            content_id=_TEXT,
            at=_TIME,
            status=_STATUS,
            severity=_MAYBE_SEVERITY,
            category=_MAYBE_TEXT,
            who=_MAYBE_TEXT,
        )
    ),
)
_QUEUE = form(
    queue=_TEXT,
    severities=many(
        form(severity=_SEVERITY, open=_COUNT, overdue=_COUNT, more=_FLAG, oldest_due_at=_MAYBE_TIME)
    ),
)

SHAPES: dict[str, Schema] = {
    "Me": form(
        person_id=_TEXT,
        roles=_ROLES,
        viewing=_VIEWING,
        opted_out=_TEXTS,
        categories=_TEXTS,
        shift=maybe(_SHIFT),
        needs_break=_FLAG,
        today=form(decided=_COUNT, late=_COUNT, skipped=_COUNT),
        claim_minutes=_NUMBER,
        clauses=many(form(id=_TEXT, text=_TEXT, note_required=_FLAG, **{"for": many(_DECISIONS)})),
    ),
    "Queues": form(queues=many(_QUEUE)),
    "CaseSummary": form(**_SUMMARY_FIELDS),
    "Cases": form(cases=many(shape("CaseSummary"))),
    "CasePage": form(cases=many(shape("CaseSummary")), cursor=_MAYBE_TEXT),
    "CaseDetail": form(
        case=form(
            **_SUMMARY_FIELDS,
            note=_MAYBE_TEXT,
            revealed=_FLAG,
            appeal=maybe(form(who=_TEXT, statement=_TEXT, filed_at=_TIME)),
            decision=maybe(_DECISION),
        ),
        content=_CONTENT,
        reasons=many(_REASON),
        history=many(form(**_EVENT_FIELDS)),
        uploader=maybe(_UPLOADER),
        preview=form(available=_FLAG, why=_MAYBE_TEXT),
    ),
    "Original": form(url=_TEXT, expires_at=_TIME, media_type=_MEDIA_TYPE),
    "Contents": form(
        contents=many(
            form(
                content_id=_TEXT,
                key=_TEXT,
                version_id=_TEXT,
                status=_STATUS,
                case=maybe(shape("CaseSummary")),
            )
        )
    ),
    "People": form(people=many(form(person_id=_TEXT, roles=_ROLES))),
    "Desk": form(
        queues=many(_QUEUE),
        people=many(
            form(
                person_id=_TEXT,
                roles=_ROLES,
                shift=maybe(_SHIFT),
                needs_break=_FLAG,
                days={"type": "object", "additionalProperties": _TALLY},
            )
        ),
        totals=form(
            decided=_COUNT,
            late=_COUNT,
            agreed=_COUNT,
            disagreed=_COUNT,
            agreement_percent={"type": ["number", "null"]},
        ),
    ),
    "AuditPage": form(
        lines=many(
            form(
                content_id=_TEXT, **_EVENT_FIELDS, category=_MAYBE_TEXT, policy_version=_MAYBE_TEXT
            )
        ),
        cursor=_MAYBE_TEXT,
        unreadable=_TEXTS,
    ),
    "AppealFiled": form(content_id=_TEXT, case=_COUNT, status=_TEXT),
    "Problem": form(
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        code=_TEXT,
        errors=many(form(where=_TEXT, what=_TEXT)),
    ),
}
"""Every shape of an answer."""
