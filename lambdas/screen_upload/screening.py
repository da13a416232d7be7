"""One screening: what a content is, what the analysers find in it, and the policy's judgement.

Of a video only what it is: its workflow does the rest.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lambdas.moderation.domain.analysers import ANALYSERS
from lambdas.moderation.domain.content import Content, Upload
from lambdas.moderation.domain.errors import Gone, Permanent
from lambdas.moderation.domain.findings import Analysis, Evidence
from lambdas.moderation.domain.media import Picture, Refusal, Video, examine, sniff
from lambdas.moderation.domain.media_stretches import HEAD_BYTES
from lambdas.moderation.domain.policy import Policy
from lambdas.moderation.domain.policy_evaluate import evaluate
from lambdas.moderation.domain.verdict import Judgement, hold
from lambdas.moderation.ports import Analysers, Counter, Stretch, Uploads

_LONGEST_METADATA = 256
_NOTHING_READ = Upload()
_NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Screened:
    """The outcome of a screening."""

    upload: Upload
    evidence: Evidence
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Screens contents. Whatever cannot be screened for good is held for a person, never approved.

    Raises `Retryable` where it may work later, `Gone` where the version does not exist.
    """

    uploads: Uploads
    analysers: Analysers
    counter: Counter

    def of(self, content: Content, policy: Policy) -> Screened | Upload | None:
        """What this content is and deserves; only what it is, for a video that can be screened.

        None for a folder marker (empty, ends in "/"). Of a video nothing but its head is read.
        """
        profile = policy.profile_of(content.key)
        try:
            head = self.uploads.read(content, offset=0, length=HEAD_BYTES)
        except Permanent as error:
            return held(_refused_by(error), profile)
        if head.size == 0 and content.key.endswith("/"):
            return None
        upload = _upload(head)
        seen = self._examined(content, head, upload)
        if isinstance(seen, Refusal):
            return held(seen, profile, upload)
        if isinstance(seen, Video):
            return upload
        return self._analysed(content, upload, policy)

    def _examined(
        self, content: Content, head: Stretch, upload: Upload
    ) -> Picture | Video | Refusal:
        def read(offset: int, length: int) -> bytes:
            return self.uploads.read(content, offset=offset, length=length).data

        try:
            return examine(head.data, read, size=head.size, media_type=upload.media_type)
        except Permanent as error:
            return _refused_by(error)

    def _analysed(self, content: Content, upload: Upload, policy: Policy) -> Screened:
        answers, errors = self._ask_all(content, policy)
        evidence = _evidence(answers)
        refused = [error for error in errors if isinstance(error, Permanent)]
        if refused and not any(isinstance(error, Gone) for error in errors):
            profile = policy.profile_of(content.key)
            return held(_refused_by(refused[0]), profile, upload, evidence)
        if errors:
            raise min(errors, key=lambda error: not isinstance(error, Gone))
        return Screened(upload, evidence, self._judged(content, policy, evidence))

    def _ask_all(
        self, content: Content, policy: Policy
    ) -> tuple[list[Analysis], list[BaseException]]:
        """What all analysers of the policy say, asked at the same time, and what kept others."""
        with ThreadPoolExecutor(max_workers=len(policy.analysers)) as pool:
            asked = [
                pool.submit(self.analysers.analyse, name, content, parameters)
                for name, parameters in policy.analysers.items()
            ]
        errors = [error for each in asked if (error := each.exception())]
        return [each.result() for each in asked if not each.exception()], errors

    def _judged(self, content: Content, policy: Policy, evidence: Evidence) -> Judgement:
        """The policy's judgement. A mistake in our own code must not lose or approve a content."""
        try:
            return evaluate(policy, key=content.key, evidence=evidence)
        except Exception as error:
            self.counter.count("ConfigurationErrors")
            text = f"The policy could not be applied: {type(error).__name__}."
            return hold("policy-failed", text, profile=policy.profile_of(content.key))


def held(
    refusal: Refusal,
    profile: str,
    upload: Upload = _NOTHING_READ,
    evidence: Evidence = _NO_EVIDENCE,
) -> Screened:
    """The outcome for a content that cannot be screened: a person looks at it."""
    judgement = hold(refusal.code, refusal.text, profile=profile)
    return Screened(upload, evidence, judgement)


def _refused_by(error: Permanent) -> Refusal:
    return Refusal(error.code, str(error))


def _upload(head: Stretch) -> Upload:
    return Upload(
        media_type=sniff(head.data),
        size=head.size,
        uploader_id=_clipped(head.metadata.get("uploader-id")),
        reference=_clipped(head.metadata.get("reference")),
    )


def _clipped(value: str | None) -> str | None:
    return value[:_LONGEST_METADATA] if value else None


def _evidence(answers: list[Analysis]) -> Evidence:
    return Evidence(
        findings=tuple(finding for answer in answers for finding in answer.findings),
        model_versions={answer.source: answer.model_version for answer in answers},
        calls={ANALYSERS[answer.source].operation: 1 for answer in answers},
    )
