"""`moderate status`: where a content stands and why."""

from collections.abc import Iterator
from datetime import datetime

from cli import event_words, printing, words
from cli.case_status import case_json, case_rows, find_case
from cli.lookup import Found, find
from cli.naming import shell_word
from cli.status_json import is_under_way, status_json, version_json
from cli.untrusted import visible
from cli.video_status import VideoDetails, job_lines, span_lines, video_details
from cli.world import World
from lambdas.moderation.domain.case import Case
from lambdas.moderation.domain.policy_where import clock
from lambdas.moderation.domain.state import ContentState, HistoryEvent
from lambdas.moderation.domain.verdict import Status

Row = tuple[str, str, str]


def show_status(
    world: World, name: str, *, history: bool, all_versions: bool, as_json: bool
) -> None:
    """Prints the content of that name. Raises `AnswerIsNo` if nothing is known of it."""
    found = find(world, name)
    state = found.state
    verdict = world.contents.verdict_event(state)
    video = video_details(world, state)
    case = find_case(world, state.content.content_id)
    if as_json:
        events = world.contents.history(state.content.content_id)
        answer = status_json(state, verdict, events, video=video, older=found.older)
        answer["case"] = case and case_json(case, world.now())
        if all_versions:
            answer["versions"] = [version_json(each) for each in _versions(world, found)]
        printing.as_json(answer)
        return
    printing.say(visible(state.content.key), style="bold")
    printing.fields(_rows(state, verdict, video, case, world.now()))
    if all_versions:
        _print_versions(_versions(world, found))
    elif found.older:
        printing.say()
        printing.say(
            f"{words.count(found.older, 'older version')} of this object known: moderate status "
            f"{shell_word(name)} --all-versions"
        )
    if history:
        _print_history(world.contents.history(state.content.content_id))


def _rows(
    state: ContentState,
    verdict: HistoryEvent | None,
    video: VideoDetails,
    case: Case | None,
    now: datetime,
) -> Iterator[Row]:
    yield _row("content", state.content.content_id)
    yield _row("bucket", visible(state.content.bucket))
    yield _row("version", visible(state.content.version_id))
    meaning = words.STATUS_MEANS[state.status]
    if state.status is Status.APPROVED and state.is_unenforced:
        meaning = "it can be read once its tag is set"
    name = words.status_name(state.status)
    yield "status", f"{name}: {meaning}", words.STATUS_STYLE[state.status]
    yield from _verdict_rows(state, verdict)
    if case:
        yield from case_rows(case, now)
    under_way = words.screening(state)
    if under_way:
        yield "screening", under_way, "cyan"
        if state.started >= state.screening:
            lines = list(job_lines(video.jobs, now)) or ["none is recorded yet"]
            yield from (_row("" if number else "jobs", each) for number, each in enumerate(lines))
    if video.archived:
        yield _row("evidence", visible(video.archived))
    upload = state.upload
    length = video.evidence and video.evidence.duration_ms
    long = f", {clock(length)} long" if length else ""
    yield _row("file", f"{upload.media_type.value}{long}, {words.size(upload.size)}")
    yield _row("uploader", visible(upload.uploader_id or words.NONE))
    yield _row("reference", visible(upload.reference or words.NONE))
    yield _row("first seen", words.when(state.created_at))


def _verdict_rows(state: ContentState, verdict: HistoryEvent | None) -> Iterator[Row]:
    if not state.revision:
        return
    if not state.status.is_verdict and state.previous_status:
        yield _row("last verdict", words.status_name(state.previous_status))
    if state.severity:
        yield _row("severity", state.severity.value)
    if state.category:
        yield _row("category", visible(state.category))
    for number, each in enumerate((verdict or state).reasons):
        yield _row("" if number else "reasons", words.reason(each))
        yield from (_row("", f"  {line}") for line in span_lines(each))
    person = " (a person: machine verdicts no longer change it)" if state.pinned else ""
    yield _row("decided by", visible(state.decider or words.NONE) + person)
    if state.pinned and verdict and verdict.why:
        yield _row("note", visible(verdict.why))
    yield _row("decided at", words.when(state.decided_at))
    yield _row("policy", visible(f"{state.policy_version or words.NONE}, profile {state.profile}"))
    yield _row("models", words.pairs(state.model_versions))
    yield _row("calls", words.pairs(verdict.calls) if verdict else words.NONE)
    yield "enforced", words.enforcement(state), "yellow" if state.is_unenforced else ""


def _versions(world: World, found: Found) -> Iterator[ContentState]:
    """All known versions, newest first; the one in hand first if the index lacks it yet."""
    current = found.state.content.content_id
    if current not in found.version_ids:
        yield found.state
    for content_id in found.version_ids:
        state = found.state if content_id == current else world.contents.load(content_id)
        if state:
            yield state


def _print_versions(states: Iterator[ContentState]) -> None:
    printing.say()
    printing.table(
        ("first seen", "status", "severity", "category", "version", "content"),
        (
            (
                words.when(state.created_at),
                _standing(state),
                state.severity.value if state.severity else words.NONE,
                visible(state.category or words.NONE),
                visible(state.content.version_id),
                state.content.content_id,
            )
            for state in states
        ),
        title="All known versions, newest first",
    )


def _standing(state: ContentState) -> str:
    again = ", screening" if state.status.is_verdict and is_under_way(state) else ""
    return words.status_name(state.status) + again


def _print_history(events: list[HistoryEvent]) -> None:
    printing.say()
    printing.table(
        ("when", "what", "screening", "who", "why"),
        (
            (
                words.when(event.at),
                event_words.event(event),
                words.NONE if event.kind.is_of_case else str(event.screening),
                visible(event.decider or words.NONE),
                event_words.event_why(event),
            )
            for event in events
        ),
        title="History, oldest first",
    )


def _row(label: str, text: str) -> Row:
    return label, text, ""
