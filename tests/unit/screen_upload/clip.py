"""A clip in the uploads bucket, its first message, and what its workflow does in the meantime."""

from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.transitions import Decision, with_enforced, with_verdict
from lambdas.moderation.domain.verdict import Action, Reason, judge
from tests.unit.screen_upload.rig import Rig, content, created

CLIP = content("odd/clip.mp4")
ID = CLIP.content_id


def rig_with_clip() -> Rig:
    """The clip is uploaded; nobody knows of it yet."""
    rig = Rig()
    rig.upload("video", of=CLIP, uploader_id="user-7")
    return rig


def started(rig: Rig) -> ContentState:
    """The clip's event was handled."""
    rig.use_case.handle(created(CLIP))
    return rig.state(CLIP)


def workflow_decides(rig: Rig, *, screening: int = 1, action: Action = Action.APPROVE) -> None:
    """The workflow's verdict is recorded, enforced, and its execution ends."""
    before = rig.state(CLIP)
    decision = Decision(
        judgement=judge([Reason(rule="r", action=action, text="")], profile="default"),
        evidence=Evidence(),
        policy_version="p",
        decider="policy@p",
        screening=screening,
    )
    change = with_verdict(
        before, content=CLIP, upload=before.upload, decision=decision, now=rig.now
    )
    assert change
    rig.contents.save(*change)
    rig.contents.save(with_enforced(change[0], change[0].revision, rig.now))
    if (ID, screening) in rig.workflow:
        rig.workflow.end(ID, screening)


def decided(rig: Rig, action: Action = Action.APPROVE) -> ContentState:
    """The clip's first screening is over."""
    started(rig)
    workflow_decides(rig, action=action)
    return rig.state(CLIP)
