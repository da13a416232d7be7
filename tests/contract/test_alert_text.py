"""An alert as people read it: a mail, a text message."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lambdas.moderation.aws.alert_text import email_text, shown, sms_text, subject
from lambdas.moderation.domain.content import Upload
from lambdas.moderation.domain.verdict import Severity, hold
from tests.contract.examples import (
    content,
    decided,
    rejection,
)

HELD = hold("corrupt", "It is cut off.", profile="default")
DESK = "https://abcdefghij.execute-api.eu-central-1.amazonaws.com/"
MAIL = """\
An upload was rejected: high severity, violence.

Upload:    "avatars/user-4711/cat.jpg"
Bucket:    uploads-dev
Type:      image/jpeg, 1,234,567 bytes
Uploader:  "user-4b825dc642cb6eb9"
Reference: "listing/2026/00012345"
Category:  violence
Profile:   avatars
Decided:   2026-11-24T09:30:15.250Z by "policy@3f9a1c27b04d"

Why:
- Weapon Violence (97.1 %) is rejected from 90 %.
- Explosions and Blasts (81.5 %) goes to review from 60 %.
- Dog (99 %) and Weapon Violence (97.1 %) together go to review.

See more:  moderate status {content_id}
"""


class TestText:
    def test_a_moderator_reads_what_how_grave_why_and_how_to_see_more(self) -> None:
        state, event = decided(rejection())
        assert email_text(state, event) == MAIL.format(content_id=state.content.content_id)

    def test_there_is_no_link_in_it_without_a_desk_or_a_case(self) -> None:
        assert "://" not in email_text(*decided(HELD))
        assert "://" not in email_text(*decided(rejection()), DESK)

    def test_held_content_is_linked_to_its_case_and_to_nothing_else(self) -> None:
        state, event = decided(HELD)
        link = f"{DESK}#/case/{state.content.content_id}"
        for text in (email_text(state, event, DESK), sms_text(state, event, DESK)):
            assert link in text
            assert text.count("://") == 1

    def test_a_mail_ends_with_what_to_do(self) -> None:
        state, event = decided(HELD)
        name = state.content.content_id
        assert email_text(state, event, DESK).splitlines()[-2:] == [
            f"Decide:    {DESK}#/case/{name}",
            f"See more:  moderate status {name}",
        ]

    def test_for_the_link_a_text_message_says_the_rest_in_short(self) -> None:
        state, event = decided(HELD)
        event = replace(event, severity=Severity.CRITICAL, category="child-safety")
        link = f"{DESK}#/case/{state.content.content_id}"
        assert sms_text(state, event, DESK) == f"For review: critical, child-safety. {link}"
        roomy = sms_text(state, event, "https://desk.example/")
        assert roomy.startswith("An upload waits for review: critical severity, child-safety. http")

    @given(
        st.integers(min_value=0, max_value=300),
        st.sampled_from(Severity),
        st.integers(min_value=1, max_value=40),
    )
    def test_a_text_message_is_short_and_says_how_grave_it_is_whatever_the_address(
        self, length: int, severity: Severity, category: int
    ) -> None:
        state, event = decided(HELD)
        event = replace(event, severity=severity, category="c" * category)
        desk = f"https://{'d' * length}.example/"
        text = sms_text(state, event, desk)
        assert len(text) <= 140
        assert f": {severity.value}" in text
        link = f" {desk}#/case/{state.content.content_id}"
        assert text.endswith((link, f" moderate status {state.content.content_id}"))
        assert text.endswith(link) == (len(link) <= 110)

    def test_what_an_upload_brings_cannot_make_a_line_or_hide_one(self) -> None:
        state, event = decided(rejection(), of=content("a.jpg\r\n\r\nWhy:\n- it is fine\u202egpj"))
        state = replace(state, upload=Upload(uploader_id="x\nBucket: y", reference="\x1b[2J\u2028"))
        text = email_text(state, event)
        assert len(text.splitlines()) == len(MAIL.splitlines())
        assert all(letter.isprintable() or letter == "\n" for letter in text)

    def test_a_long_key_is_clipped(self) -> None:
        assert len(shown("x" * 1024)) == 202

    def test_a_short_message_is_one_line_that_says_how_to_see_more(self) -> None:
        state, event = decided(rejection())
        text = sms_text(state, replace(event, category="c" * 500))
        assert len(text) <= 140
        assert text.isprintable()
        assert text.endswith(f"moderate status {state.content.content_id}")

    def test_the_subject_is_fixed_words(self) -> None:
        _, rejected = decided(rejection())
        _, held = decided(hold("corrupt", "It is cut off.", profile="default"))
        assert subject(rejected) == "Content moderation: an upload was rejected"
        assert subject(held) == "Content moderation: an upload waits for review"
