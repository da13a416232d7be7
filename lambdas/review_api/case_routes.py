"""The routes that are about one case."""

from lambdas.moderation.domain.person import DECIDING, Role
from lambdas.review_api import forms
from lambdas.review_api.deciding import decide
from lambdas.review_api.looking import look_at
from lambdas.review_api.revealing import preview, reveal
from lambdas.review_api.route import JPEG, Route
from lambdas.review_api.taking import take
from lambdas.review_api.working import assign, escalate, extend, hold, release, skip

TAKEN = ("seniors-only", "decided-before", "contended", "key-reused")
"""How whoever wants to take a case may be refused, whichever it is."""

_CASE = "/v1/cases/{content_id}"
_HELD = ("no-such-case", "old-token", "claim-expired", "not-yours", "case-closed", "key-reused")

CASE_ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path=_CASE,
        roles=frozenset(Role),
        summary="A case with its content, reasons and history",
        use=look_at,
        answer="CaseDetail",
        refuses=("seniors-only", "no-such-case"),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/claim",
        roles=DECIDING,
        summary="Claims a certain case",
        use=take,
        answer="CaseDetail",
        body=forms.NOTHING,
        refuses=(
            "no-such-case",
            "taken",
            "yours-already",
            "on-hold",
            "case-closed",
            "settled",
            *TAKEN,
        ),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/extend",
        roles=DECIDING,
        summary="Extends a claim: its whole time from now",
        use=extend,
        answer="CaseDetail",
        body=forms.CLAIMED,
        refuses=_HELD,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/release",
        roles=DECIDING,
        summary="Gives a case back; seniors anybody's",
        use=release,
        answer="CaseSummary",
        body=forms.CLAIMED,
        refuses=_HELD,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/skip",
        roles=DECIDING,
        summary="Gives a case back, and is not given it again",
        use=skip,
        answer="CaseSummary",
        body=forms.CLAIMED,
        refuses=_HELD,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/assign",
        roles=DECIDING,
        summary="Hands a case to a colleague; seniors anybody's, and free ones",
        use=assign,
        answer="CaseSummary",
        body=forms.ASSIGN,
        refuses=("colleague-refused", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/hold",
        roles=DECIDING,
        summary="Puts a case off until a time",
        use=hold,
        answer="CaseSummary",
        body=forms.HOLD,
        refuses=("hold-time", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/escalate",
        roles=DECIDING,
        summary="Passes a case to the seniors' queue",
        use=escalate,
        answer="CaseSummary",
        body=forms.ESCALATE,
        refuses=_HELD,
    ),
    Route(
        method="GET",
        path=f"{_CASE}/preview",
        roles=DECIDING,
        summary="A small, grey, blurred picture of the upload, for whoever holds the case",
        use=preview,
        answer=JPEG,
        query=forms.UNDER_CLAIM,
        refuses=("no-preview", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/reveal",
        roles=DECIDING,
        summary="A link to the original, for a short time; recorded before it is made",
        use=reveal,
        answer="Original",
        body=forms.CLAIMED,
        refuses=("seniors-only", "no-original", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/decide",
        roles=DECIDING,
        summary="Approves or rejects, by a clause of the policy",
        use=decide,
        answer="CaseSummary",
        body=forms.DECIDE,
        refuses=("settled", *_HELD),
    ),
)
"""Looking at a case, taking it, working on it, deciding."""
