"""Showing an upload: a preview to its holder, the original on a reveal that is recorded first."""

import base64

import pytest

from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.desk_rules import DeskRules
from lambdas.moderation.domain.errors import Permanent, Refused
from lambdas.moderation.domain.verdict import Severity
from tests.unit.review_api.rig import Reply, Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


def preview(rig: Rig, content_id: str, token: int, as_: str = "ana") -> Reply:
    """Asks for the preview."""
    return rig.ask("GET", f"/v1/cases/{content_id}/preview", as_=as_, token=str(token))


def test_a_preview_is_a_picture_for_the_holder(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.showcase.previews[content_id] = b"\xff\xd8small"
    reply = preview(rig, content_id, rig.claim(content_id))
    assert (reply.status, reply.headers["content-type"]) == (200, "image/jpeg")
    assert base64.b64decode(reply.body) == b"\xff\xd8small"


def test_a_preview_is_for_nobody_else(rig: Rig) -> None:
    content_id = rig.world.hold()
    rig.showcase.previews[content_id] = b"\xff\xd8small"
    token = rig.claim(content_id)
    assert preview(rig, content_id, token, "ben").code == "not-yours"
    assert preview(rig, content_id, token + 1).code == "old-token"
    rig.clock.pass_by(minutes=10)
    assert preview(rig, content_id, token).code == "claim-expired"


@pytest.mark.parametrize("media_type", [MediaType.MP4, MediaType.QUICKTIME, MediaType.UNKNOWN])
def test_there_is_no_preview_of_what_is_no_picture(rig: Rig, media_type: MediaType) -> None:
    content_id = rig.world.hold(media_type=media_type)
    reply = preview(rig, content_id, rig.claim(content_id))
    assert (reply.status, reply.code) == (409, "no-preview")
    shown = rig.look(content_id).json["preview"]
    assert shown == {"available": False, "why": reply.json["detail"]}


def test_there_is_no_preview_for_seniors_only_not_even_for_seniors(rig: Rig) -> None:
    content_id = rig.world.hold(senior_only=True)
    rig.showcase.previews[content_id] = b"\xff\xd8small"
    token = rig.claim(content_id, "sam", "senior")
    path = f"/v1/cases/{content_id}/preview"
    reply = rig.ask("GET", path, as_="sam", roles="senior", token=str(token))
    assert reply.code == "no-preview"


def test_a_preview_that_cannot_be_made_is_told_in_words(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.showcase.trouble.before("preview", Permanent("The picture is damaged.", code="corrupt"))
    reply = preview(rig, content_id, token)
    assert (reply.status, reply.code) == (409, "no-preview")
    assert reply.json["detail"] == "The picture is damaged."


def test_a_reveal_is_recorded_before_there_is_a_link(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.showcase.trouble.before("original")
    assert rig.do("reveal", content_id, {"token": token}).status == 503
    assert "case_revealed" in rig.world.kinds(content_id)
    assert rig.showcase.originals == []


def test_a_reveal_that_cannot_be_recorded_makes_no_link(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.world.cases.trouble.before("save")
    assert rig.do("reveal", content_id, {"token": token}).status == 503
    assert rig.showcase.originals == []


def test_a_reveal_gives_a_link_and_counts(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    assert rig.look(content_id, "ana").json["case"]["revealed"] is False
    reply = rig.do("reveal", content_id, {"token": token})
    assert reply.json == {
        "url": f"https://uploads.example/{content_id}?signature=secret",
        "expires_at": "2026-11-24T12:01:00.000Z",
        "media_type": "image/jpeg",
    }
    assert rig.showcase.originals == [(content_id, "ana", token)]
    assert rig.look(content_id, "ana").json["case"]["revealed"] is True
    assert rig.counter["Reveals"] == 1
    assert "signature" not in rig.log.getvalue()


def test_exposure_counts_once_a_claim_and_every_link_is_a_line(rig: Rig) -> None:
    content_id = rig.world.hold(severity="critical")
    for token in (rig.claim(content_id),) * 2:
        rig.clock.pass_by(minutes=1)
        rig.do("reveal", content_id, {"token": token})
    shift = rig.world.people.load("ana").shift
    assert shift is not None
    assert shift.reveals == {Severity.CRITICAL: 1}
    assert rig.world.kinds(content_id).count("case_revealed") == 2
    rig.do("release", content_id, {"token": 1})
    rig.do("reveal", content_id, {"token": rig.claim(content_id)})
    shift = rig.world.people.load("ana").shift
    assert shift is not None
    assert shift.reveals == {Severity.CRITICAL: 2}


def test_what_only_seniors_may_see_is_revealed_to_nobody_else(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.world.change(content_id, senior_only=True)
    reply = rig.do("reveal", content_id, {"token": token})
    assert (reply.status, reply.code) == (403, "seniors-only")
    assert rig.showcase.originals == []
    rig.clock.pass_by(minutes=10)
    token = rig.claim(content_id, "sam", "senior")
    assert rig.do("reveal", content_id, {"token": token}, "sam", "senior").status == 200


def test_what_the_other_function_refuses_is_told(rig: Rig) -> None:
    content_id = rig.world.hold()
    token = rig.claim(content_id)
    rig.showcase.trouble.before("original", Refused("Your claim is over.", code="claim-expired"))
    assert rig.do("reveal", content_id, {"token": token}).code == "claim-expired"
    rig.showcase.trouble.before("original", Permanent("The upload is gone.", code="gone"))
    assert rig.do("reveal", content_id, {"token": token}).code == "no-original"


def test_a_break_is_suggested_after_so_many_reveals_of_a_shift() -> None:
    rig = Rig(rules=DeskRules(break_after_reveals=2))
    for key in ("a.jpg", "b.jpg"):
        assert rig.ask("GET", "/v1/me").json["needs_break"] is False
        content_id = rig.world.hold(key)
        rig.do("reveal", content_id, {"token": rig.claim(content_id)})
    me = rig.ask("GET", "/v1/me").json
    assert me["needs_break"] is True
    assert me["shift"]["reveals"] == {"low": 0, "medium": 0, "high": 2, "critical": 0}
    assert me["shift"]["items"]["high"] == 2
    rig.clock.pass_by(hours=4, seconds=1)
    me = rig.ask("GET", "/v1/me").json
    assert (me["needs_break"], me["shift"]) == (False, None)
