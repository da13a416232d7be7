"""The routes of the review API: the one table that says what there is, and who may use it.

From it come the dispatching, the check of roles, the OpenAPI document, and the tests of all three.
"""

from lambdas.moderation.domain.person import DECIDING, LEADING, Role
from lambdas.review_api import forms
from lambdas.review_api.appealing import file_appeal
from lambdas.review_api.case_routes import CASE_ROUTES, TAKEN
from lambdas.review_api.looking import search
from lambdas.review_api.overseeing import show_audit, show_desk
from lambdas.review_api.people import change_settings, list_colleagues, show_me
from lambdas.review_api.route import Route
from lambdas.review_api.taking import take_next
from lambdas.review_api.waiting import list_cases, list_mine, list_queues

_EVERYBODY = frozenset(Role)
_AUDITING = frozenset({Role.AUDITOR, Role.ADMIN})
_APPLICATIONS: frozenset[Role] = frozenset()

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/me",
        roles=_EVERYBODY,
        summary="Who is signed in, their settings, shift and work, and the clauses to decide by",
        use=show_me,
        answer="Me",
    ),
    Route(
        method="PUT",
        path="/v1/me/settings",
        roles=DECIDING,
        summary="Changes how one sees uploads, and which categories one is not given",
        use=change_settings,
        answer="Me",
        body=forms.SETTINGS,
        refuses=("contended", "key-reused"),
    ),
    Route(
        method="GET",
        path="/v1/queues",
        roles=DECIDING,
        summary="How much waits in each queue; the seniors' queue is listed for them only",
        use=list_queues,
        answer="Queues",
    ),
    Route(
        method="GET",
        path="/v1/queues/{queue}/cases",
        roles=DECIDING,
        summary="A queue's open cases, the most urgent first, a page at a time",
        use=list_cases,
        answer="CasePage",
        query=forms.PAGED,
        refuses=("seniors-only", "no-such-queue", "bad-cursor"),
    ),
    Route(
        method="POST",
        path="/v1/queues/{queue}/claim",
        roles=DECIDING,
        summary="Claims the next case of a queue that suits; 204 where there is none",
        use=take_next,
        answer="CaseDetail",
        body=forms.NOTHING,
        may_be_nothing=True,
        refuses=("no-such-queue", *TAKEN),
    ),
    Route(
        method="GET",
        path="/v1/cases",
        roles=DECIDING,
        summary="The cases that one holds",
        use=list_mine,
        answer="Cases",
        query=forms.MINE,
    ),
    *CASE_ROUTES,
    Route(
        method="GET",
        path="/v1/search",
        roles=_EVERYBODY,
        summary="Finds contents by key, S3 URL or id",
        use=search,
        answer="Contents",
        query=forms.SEARCH,
    ),
    Route(
        method="GET",
        path="/v1/colleagues",
        roles=DECIDING,
        summary="Everybody who takes cases",
        use=list_colleagues,
        answer="People",
    ),
    Route(
        method="GET",
        path="/v1/desk",
        roles=LEADING,
        summary="How the desk does: what waits, work, agreement, exposure",
        use=show_desk,
        answer="Desk",
        query=forms.LAST_DAYS,
    ),
    Route(
        method="GET",
        path="/v1/audit",
        roles=_AUDITING,
        summary="All verdicts and all work on cases of one day (UTC), a page at a time",
        use=show_audit,
        answer="AuditPage",
        query=forms.OF_DAY,
        refuses=("bad-cursor",),
    ),
    Route(
        method="POST",
        path="/v1/appeals",
        roles=_APPLICATIONS,
        summary="Files an appeal against a verdict",
        use=file_appeal,
        answer="AppealFiled",
        status=201,
        body=forms.APPEAL,
        refuses=(
            "no-such-content",
            "no-verdict",
            "appealed-already",
            "appealed-before",
            "contended",
            "key-reused",
        ),
    ),
)
"""Every route of the API."""
