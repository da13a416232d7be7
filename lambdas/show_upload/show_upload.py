"""The use case: an upload that nobody may read is shown to the one person who works on its case."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.claiming import check_claim
from lambdas.moderation.domain.errors import Gone, Permanent, Refused
from lambdas.moderation.domain.state import ContentState
from lambdas.moderation.domain.verdict import Status
from lambdas.moderation.ports import Contents, Counter, Uploads
from lambdas.moderation.ports.desk import Cases, Links
from lambdas.show_upload.request import OriginalOf, PreviewOf, read_request

MOST_PREVIEW_BYTES = 15 * 1_048_576
"""The largest picture that is screened; nothing larger is read into memory."""

_PICTURE_SECONDS = 60
_NO_PREVIEW = "no-preview"

Answer = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowUpload:
    """Shows uploads by what the table says, never by what its caller says. Changes nothing.

    `blurred` makes a preview of a picture's bytes and raises `Permanent` where it cannot. `tell`
    writes a line into the log about a content, so that one which breaks the function has a name.
    """

    contents: Contents
    cases: Cases
    uploads: Uploads
    links: Links
    blurred: Callable[[bytes], bytes]
    counter: Counter
    now: Callable[[], datetime]
    tell: Callable[[str, str], None]

    def show(self, event: object) -> Answer:
        """`{"jpeg"}` in base64, or `{"url", "expires_at"}`, or `{"refused": {"code", "message"}}`.

        Raises `Retryable` or `Misconfigured` where it could not look.
        """
        try:
            request = read_request(event)
            if isinstance(request, PreviewOf):
                self.tell("A preview is asked for", request.content_id)
                return {"jpeg": base64.b64encode(self._preview(request)).decode()}
            self.tell("An original is asked for", request.content_id)
            return self._original(request)
        except Gone:
            return _refused(Refused("This upload was deleted.", code="deleted"))
        except (Permanent, Refused) as refusal:
            return _refused(refusal)

    def _preview(self, request: PreviewOf) -> bytes:
        case, state = self._loaded(request.content_id)
        if case.senior_only:
            raise Refused("Uploads of this kind have no preview.", code=_NO_PREVIEW)
        if case.media_type.value.startswith("video/"):
            raise Refused("A video has no preview.", code=_NO_PREVIEW)
        if not 0 < state.upload.size <= MOST_PREVIEW_BYTES:
            raise Refused("It is empty, or too large for a preview.", code=_NO_PREVIEW)
        found = self.uploads.read(state.content, offset=0, length=MOST_PREVIEW_BYTES)
        jpeg = self.blurred(found.data)
        self.counter.count("PreviewsMade")
        return jpeg

    def _original(self, request: OriginalOf) -> Answer:
        case, state = self._loaded(request.content_id)
        now = self.now()
        check_claim(case, request.person_id, request.token, now)
        if case.revealed != request.token:
            raise Refused("That this upload is shown is not on record.", code="not-revealed")
        self.uploads.read(state.content, offset=0, length=0)  # a link to nothing helps nobody
        seconds = _PICTURE_SECONDS
        if case.media_type.value.startswith("video/") and case.until is not None:
            # A player asks for range after range, and each request is checked anew.
            seconds = max(1, int((case.until - now).total_seconds()))
        url = self.links.sign(state.content, case.media_type, seconds=seconds)
        self.counter.count("OriginalsShown")
        return {"url": url, "expires_at": (now + timedelta(seconds=seconds)).isoformat()}

    def _loaded(self, content_id: str) -> tuple[Case, ContentState]:
        case, state = self.cases.load(content_id), self.contents.load(content_id)
        if case is None or state is None or case.status.is_over:
            raise Refused("There is no open case of this upload.", code="no-such-case")
        if state.status is Status.GONE:
            raise Gone
        return case, state


def _refused(refusal: Permanent | Refused) -> Answer:
    return {"refused": {"code": refusal.code, "message": str(refusal)}}
