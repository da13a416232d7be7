"""An alert as a person reads it: what, how grave, why, and how to see more.

Where there is a review desk, held content is linked to its case there; never to the upload itself.
"""

import unicodedata

from lambdas.moderation.aws.attributes import to_time
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Status

_MOST_REASONS = 8
_LONGEST_VALUE = 200
_LONGEST_SMS = 140
_SHORTEST_HEADLINE = 30
"""Of a text message with a link: room for what to do and how grave it is."""

_HAPPENED = {
    Status.IN_REVIEW: "An upload waits for review",
    Status.REJECTED: "An upload was rejected",
}
_IN_SHORT = {Status.IN_REVIEW: "For review", Status.REJECTED: "Rejected"}
_SUBJECTS = {
    Status.IN_REVIEW: "Content moderation: an upload waits for review",
    Status.REJECTED: "Content moderation: an upload was rejected",
}


def subject(event: HistoryEvent) -> str:
    """Fixed words, ASCII, at most 100 characters: nothing of the upload can get into a header."""
    return _SUBJECTS.get(event.status, "Content moderation: a verdict")


def case_link(console_url: str | None, state: ContentState, event: HistoryEvent) -> str | None:
    """The address of the content's case in the console; None where it has none, or no desk."""
    if console_url is None or event.status is not Status.IN_REVIEW:
        return None
    return f"{console_url}#/case/{state.content.content_id}"


def email_text(state: ContentState, event: HistoryEvent, console_url: str | None = None) -> str:
    """Plain text, to be read at a glance."""
    link = case_link(console_url, state, event)
    content, upload = state.content, state.upload
    facts = {
        "Upload": shown(content.key),
        "Bucket": content.bucket,
        "Type": f"{upload.media_type.value}, {upload.size:,} bytes",
        "Uploader": shown(upload.uploader_id) if upload.uploader_id else "not given",
        "Reference": shown(upload.reference) if upload.reference else "not given",
        "Category": event.category or "none",
        "Profile": event.profile or state.profile,
        "Decided": f"{to_time(event.at)} by {shown(event.decider or 'unknown')}",
    }
    return "\n".join(
        (
            _headline(event),
            "",
            *(f"{name + ':':<11}{fact}" for name, fact in facts.items()),
            "",
            "Why:",
            *_why(event),
            "",
            *([f"Decide:    {link}"] if link else []),
            f"See more:  moderate status {content.content_id}",
            "",
        )
    )


def sms_text(state: ContentState, event: HistoryEvent, console_url: str | None = None) -> str:
    """One line of at most 140 characters. At its end, never cut, the link to the case or a command.

    The headline gives way to it: to shorter words, then to an end without the category. It always
    says how grave it is: an address that is too long for that gives way to the command.
    """
    link = case_link(console_url, state, event)
    fits = link is not None and 1 + len(link) + _SHORTEST_HEADLINE <= _LONGEST_SMS
    more = f" {link}" if fits else f" moderate status {state.content.content_id}"
    room = _LONGEST_SMS - len(more)
    headline = _headline(event)
    return (headline if len(headline) <= room else _short_headline(event))[:room] + more


def shown(text: str) -> str:
    r"""Somebody else's text in quotes, on one line, clipped; what cannot be seen is spelt out.

    Control characters, line breaks, and marks that turn the writing direction come as `\u202e`.
    """
    clipped = text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
    return f'"{"".join(map(_visible, clipped))}"'


def _headline(event: HistoryEvent) -> str:
    happened = _HAPPENED.get(event.status, "A verdict was reached")
    grave = f"{event.severity.value} severity" if event.severity else "no severity"
    return f"{happened}: {grave}, {event.category or 'no category'}."


def _short_headline(event: HistoryEvent) -> str:
    happened = _IN_SHORT.get(event.status, "Decided")
    grave = event.severity.value if event.severity else "no severity"
    return f"{happened}: {grave}, {event.category or 'no category'}."


def _why(event: HistoryEvent) -> list[str]:
    reasons = [reason for reason in event.reasons if reason.severity] or list(event.reasons)
    lines = [f"- {_one_line(reason.text)}" for reason in reasons[:_MOST_REASONS]]
    left = len(reasons) - len(lines)
    return [*lines, f"- and {left} more"] if left else lines


def _one_line(text: str) -> str:
    return "".join(map(_visible, text[:500]))


def _visible(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"\\u{ord(letter):04x}"
    return letter
