"""Uploads are shown by what the table says, whatever the caller claims."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.domain.case import Case, CaseStatus
from lambdas.moderation.domain.claiming import claimed, revealed_to
from lambdas.moderation.domain.content import MediaType
from lambdas.moderation.domain.errors import Misconfigured, Permanent, Retryable
from lambdas.moderation.domain.opening import opened
from lambdas.moderation.domain.transitions import with_gone
from lambdas.moderation.ports.desk import CaseWrite
from lambdas.show_upload.show_upload import MOST_PREVIEW_BYTES, ShowUpload
from tests.fakes import FakeCases, FakeCounter, FakeUploads
from tests.fakes.links import FakeLinks
from tests.unit.desk_domain.desk import ANA, CONTENT, NOW, RULES, SUE, UPLOAD, judged

ID = CONTENT.content_id
PREVIEW = {"want": "preview", "content_id": ID}
ORIGINAL = {"want": "original", "content_id": ID, "person_id": "ana", "token": 1}


class Rig:
    """The use case around a held upload whose case Ana has claimed."""

    def __init__(
        self, media_type: MediaType = MediaType.JPEG, *, size: int = 7, senior_only: bool = False
    ) -> None:
        self.cases, self.uploads, self.links = FakeCases(), FakeUploads(), FakeLinks()
        self.now: datetime = NOW
        self.told: list[tuple[str, str]] = []
        upload = replace(UPLOAD, media_type=media_type, size=size)
        self.state, event = judged(upload=upload)
        self.cases.contents.save(self.state, event)
        self.uploads.put(CONTENT, b"picture")
        change = opened(None, self.state, RULES, senior_only=senior_only, now=NOW)
        assert change
        self.store(change[0])
        self.store(claimed(change[0], SUE if senior_only else ANA, RULES, NOW)[0])
        self.use_case = ShowUpload(
            contents=self.cases.contents,
            cases=self.cases,
            uploads=self.uploads,
            links=self.links,
            blurred=lambda data: b"blurred " + data,
            counter=FakeCounter(),
            now=lambda: self.now,
            tell=lambda message, content_id: self.told.append((message, content_id)),
        )

    @property
    def case(self) -> Case:
        """As stored."""
        case = self.cases.load(ID)
        assert case
        return case

    def store(self, case: Case) -> None:
        self.cases.save(CaseWrite(case=case, events=()))

    def reveal(self) -> None:
        """Ana reveals the original, on record."""
        self.store(revealed_to(self.case, ANA, 1, NOW)[0])

    def refusal(self, event: object) -> str:
        """The code with which it is refused; nothing was signed."""
        told: Any = self.use_case.show(event)
        assert set(told) == {"refused"}
        assert self.links.signed == []
        return str(told["refused"]["code"])


def test_a_preview_is_what_is_left_after_blurring() -> None:
    told: Any = Rig().use_case.show(PREVIEW)
    assert base64.b64decode(told["jpeg"]) == b"blurred picture"


def test_the_log_names_a_content_before_anything_can_break_over_it() -> None:
    rig = Rig()
    rig.reveal()
    for asked in (PREVIEW, ORIGINAL):
        rig.cases.trouble.before("load", MemoryError())
        with pytest.raises(MemoryError):
            rig.use_case.show(asked)
    assert rig.told == [("A preview is asked for", ID), ("An original is asked for", ID)]


def test_no_more_is_read_than_a_picture_may_have() -> None:
    rig = Rig()
    rig.use_case.show(PREVIEW)
    assert rig.uploads.reads == [(CONTENT, 0, MOST_PREVIEW_BYTES)]


@pytest.mark.parametrize(
    "change",
    [
        *({"token": token} for token in (True, 0, -1, "1", 1.0, None, [1])),
        *({"person_id": person} for person in ("", None, 7, ["ana"])),
        *({"content_id": content_id} for content_id in ("", "A" * 32, "0" * 33, None, [ID])),
        *({"want": want} for want in ("", "Original", None, ["preview"])),
    ],
)
def test_a_request_of_another_form_is_refused_before_anything_is_read(
    change: dict[str, object],
) -> None:
    rig = Rig()
    rig.reveal()
    rig.cases.trouble.before("load")
    assert rig.refusal({**ORIGINAL, **change}) == "bad-request"


@pytest.mark.parametrize(
    "rig",
    [
        Rig(senior_only=True),
        Rig(MediaType.MP4),
        Rig(size=MOST_PREVIEW_BYTES + 1),
        Rig(size=0),
    ],
)
def test_there_is_no_preview_of_what_must_not_or_cannot_have_one(rig: Rig) -> None:
    assert rig.refusal(PREVIEW) == "no-preview"
    assert rig.uploads.reads == []


def test_a_picture_that_cannot_be_decoded_has_no_preview_either() -> None:
    def fail(_data: bytes) -> bytes:
        raise Permanent("No preview can be made of this file.", code="no-preview")

    rig = Rig()
    assert "refused" in replace(rig.use_case, blurred=fail).show(PREVIEW)


def test_an_original_lives_sixty_seconds_for_a_picture() -> None:
    rig = Rig()
    rig.reveal()
    told = rig.use_case.show(ORIGINAL)
    assert rig.links.signed == [(CONTENT, MediaType.JPEG, 60)]
    assert told["expires_at"] == (NOW + timedelta(seconds=60)).isoformat()


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 600), (9, 60), (9.9999, 1)])
def test_a_video_can_be_watched_until_the_claim_ends(minutes: float, seconds: int) -> None:
    rig = Rig(MediaType.MP4)
    rig.reveal()
    rig.now = NOW + timedelta(minutes=minutes)
    rig.use_case.show(ORIGINAL)
    assert [signed[2] for signed in rig.links.signed] == [seconds]


def test_nobody_is_shown_an_original_whose_reveal_is_not_on_record() -> None:
    assert Rig().refusal(ORIGINAL) == "not-revealed"


def test_a_reveal_under_an_earlier_claim_does_not_count() -> None:
    rig = Rig()
    rig.reveal()
    free = replace(rig.case, write=rig.case.write + 1, status=CaseStatus.OPEN, holder=None)
    rig.store(free)
    rig.store(claimed(free, ANA, RULES, NOW)[0])
    assert rig.refusal({**ORIGINAL, "token": 2}) == "not-revealed"
    assert rig.refusal(ORIGINAL) == "old-token"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"person_id": "ben"}, "not-yours"), ({"token": 9}, "old-token")],
)
def test_only_the_holder_under_the_current_token_is_shown_it(
    change: dict[str, Any], code: str
) -> None:
    rig = Rig()
    rig.reveal()
    assert rig.refusal({**ORIGINAL, **change}) == code


def test_whose_claim_is_over_is_shown_nothing() -> None:
    rig = Rig()
    rig.reveal()
    rig.now = NOW + timedelta(minutes=10)
    assert rig.refusal(ORIGINAL) == "claim-expired"


def test_what_is_deleted_or_decided_or_unheard_of_is_not_shown() -> None:
    deleted, gone, over = Rig(), Rig(), Rig()
    deleted.reveal()
    deleted.uploads.delete(CONTENT)
    change = with_gone(gone.state, NOW)
    assert change
    gone.cases.contents.save(*change)
    over.store(replace(over.case, write=over.case.write + 1, status=CaseStatus.DECIDED))
    assert deleted.refusal(ORIGINAL) == "deleted"
    assert deleted.refusal(PREVIEW) == "deleted"
    assert gone.refusal(PREVIEW) == "deleted"
    assert over.refusal(PREVIEW) == "no-such-case"
    assert over.refusal({**PREVIEW, "content_id": "0" * 32}) == "no-such-case"


@pytest.mark.parametrize("kind", [Retryable, Misconfigured])
def test_not_being_able_to_look_is_an_error_and_no_refusal(kind: type[Retryable]) -> None:
    rig = Rig()
    rig.reveal()
    rig.uploads.trouble.before("read", kind("no", code="no"))
    with pytest.raises(kind):
        rig.use_case.show(ORIGINAL)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(["want", "content_id", "person_id", "token"]), inner
        ),
    )
)
def test_any_other_request_is_refused(event: object) -> None:
    assert Rig().refusal(event) in {"bad-request", "no-such-case"}
