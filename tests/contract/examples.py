"""Contents, states and events to write and read back."""

from datetime import UTC, datetime, timedelta

from lambdas.moderation.domain.content import Content, MediaType, Upload
from lambdas.moderation.domain.findings import ContentType, Evidence, Finding
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.transitions import Change, Decision, with_verdict
from lambdas.moderation.domain.verdict import Action, Judgement, Reason, Severity, judge

NOW = datetime(2026, 11, 24, 9, 30, 15, 250_000, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
POLICY_VERSION = "3f9a1c27b04d"
UPLOAD = Upload(
    media_type=MediaType.JPEG,
    size=1_234_567,
    uploader_id="user-4b825dc642cb6eb9",
    reference="listing/2026/00012345",
)
GUN = Finding("moderation_labels", "Weapon Violence", 97.12, ("Graphic Violence", "Violence"))
CARTOON = Finding(
    "moderation_labels",
    "Explosions and Blasts",
    81.5,
    ("Visually Disturbing",),
    (ContentType("Animated", 88.25),),
)
DOG = Finding("labels", "Dog", 99.0, ("Pet", "Canine", "Animal", "Mammal"))


def content(key: str = "avatars/user-4711/cat.jpg", bucket: str = "uploads-dev") -> Content:
    """One version of one object; every key is another content."""
    return Content(bucket, key, "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY")


def approval(*, profile: str = "default") -> Judgement:
    """Nothing was found."""
    text = "Nothing was found that any rule speaks of."
    return judge([Reason(rule="nothing-found", action=Action.APPROVE, text=text)], profile=profile)


def rejection() -> Judgement:
    """Three rules fired."""
    return judge(
        [
            Reason(
                rule="real-weapons",
                action=Action.REJECT,
                text="Weapon Violence (97.1 %) is rejected from 90 %.",
                severity=Severity.HIGH,
                category="violence",
                findings=(GUN,),
            ),
            Reason(
                rule="explosions",
                action=Action.REVIEW,
                text="Explosions and Blasts (81.5 %) goes to review from 60 %.",
                severity=Severity.MEDIUM,
                category="disturbing",
                findings=(CARTOON,),
            ),
            Reason(
                rule="animals-with-weapons",
                action=Action.REVIEW,
                text="Dog (99 %) and Weapon Violence (97.1 %) together go to review.",
                severity=Severity.LOW,
                category="animals",
                findings=(DOG, GUN),
            ),
        ],
        profile="avatars",
    )


def evidence(*findings: Finding) -> Evidence:
    """What the two image calls found."""
    return Evidence(
        findings=findings,
        model_versions={"moderation_labels": "7.0", "labels": "3.0"},
        calls={"DetectModerationLabels": 1, "DetectLabels": 1},
    )


def decided(
    judgement: Judgement,
    *,
    state: ContentState | None = None,
    of: Content | None = None,
    screening: int = 1,
    now: datetime = NOW,
) -> tuple[ContentState, HistoryEvent]:
    """The state and event of a machine's verdict."""
    change: Change | None = with_verdict(
        state,
        content=of or content(),
        upload=UPLOAD,
        decision=Decision(
            judgement=judgement,
            evidence=evidence(GUN, CARTOON, DOG),
            policy_version=POLICY_VERSION,
            decider=f"policy@{POLICY_VERSION}",
            screening=screening,
        ),
        now=now,
    )
    assert change is not None
    return change
