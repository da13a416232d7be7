"""Whatever is sent, by whomever: an answer of the form that all have, and never a fault of ours."""

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.review_api.routes import ROUTES
from tests.unit.review_api.gateway import APPLICATION, event, in_base64, signed
from tests.unit.review_api.rig import Rig

if TYPE_CHECKING:
    from lambdas.review_api.route import Route

TEXTS = st.text(max_size=40) | st.text(st.characters(), max_size=10)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
ROLES = st.sampled_from(["moderator", "senior", "auditor", "admin", "moderator auditor"])


def likely(schema: Any) -> st.SearchStrategy[Any]:
    """Values that are often right by the schema, and often nearly."""
    words = ["weapons", "other-reject", "general", "2026-11-24T12:00:00Z", "2026-11-24", "ben"]
    right: st.SearchStrategy[Any] = st.sampled_from(schema.get("enum", words))
    match schema.get("type"):
        case "object":
            fields = {name: likely(each) for name, each in schema["properties"].items()}
            right = st.fixed_dictionaries({}, optional=fields)
        case "array":
            right = st.lists(likely(schema["items"]), max_size=3)
        case "integer":
            right = st.integers(1, 3)
        case "boolean":
            right = st.booleans()
    return right | JSON


@st.composite
def events(draw: st.DrawFn, content_id: str) -> Any:
    """Any route with any body, query, headers, arguments, and any authorizer."""
    route: Route = draw(st.sampled_from(ROUTES))
    path = route.path.replace("{content_id}", draw(st.just(content_id) | TEXTS))
    path = path.replace("{queue}", draw(st.sampled_from(["general", "senior"]) | TEXTS))
    body = draw(likely(route.body or {}))
    made = event(route.method, path, body if isinstance(body, dict) else repr(body))
    if route.signed:
        made = signed(route.method, path, body, arn=APPLICATION)
    claims = made["requestContext"]["authorizer"].get("jwt", {}).get("claims", {})
    claims["cognito:groups"] = f"[{draw(ROLES)}]"
    made["queryStringParameters"] = draw(
        st.none() | st.dictionaries(st.sampled_from(["q", "token", "limit", "day"]) | TEXTS, TEXTS)
    )
    made["headers"] |= draw(st.dictionaries(TEXTS, TEXTS, max_size=2))
    if draw(st.booleans()):
        made["headers"]["idempotency-key"] = draw(st.just("a-good-key") | TEXTS)
    if draw(st.integers(0, 4)) == 0:
        made = in_base64(made, draw(st.binary(max_size=30)))
    return made


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_nothing_that_is_sent_is_a_fault_of_ours(data: st.DataObject) -> None:
    rig = Rig()
    content_id = rig.world.hold()
    if data.draw(st.booleans()):
        rig.claim(content_id)
    for _ in range(3):
        reply = rig.send(data.draw(events(content_id)))
        assert reply.status < 500, reply.body
    assert "ConfigurationErrors" not in rig.counter
    assert "Traceback" not in rig.log.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]) | TEXTS,
    path=st.text(st.sampled_from("/v1casemqu{}<>%.. \n\x00ä") | st.characters(), max_size=30),
)
def test_any_address_has_an_answer(method: str, path: str) -> None:
    reply = Rig().send(event(method, "/" + path))
    assert reply.status in {404, 405} or reply.status < 300


@settings(max_examples=150, deadline=None)
@given(authorizer=JSON, claims=JSON)
def test_whatever_the_gateway_says_of_the_caller_nobody_gets_in_by_accident(
    authorizer: Any, claims: Any
) -> None:
    made = event("GET", "/v1/me")
    for said in (authorizer, {"jwt": authorizer}, {"jwt": {"claims": claims}}, {"iam": claims}):
        made["requestContext"]["authorizer"] = said
        assert Rig().send(made).status in {401, 403}
