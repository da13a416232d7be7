"""Cases as people read them, from what the review API answers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from cli import event_words, printing, words
from cli.case_words import case_name, ruling, standing
from cli.desk_world import Json
from cli.errors import CommandError
from cli.untrusted import clipped, visible
from lambdas.moderation.domain.case import CaseStatus
from lambdas.moderation.domain.verdict import Severity

Row = tuple[str, str, str]

_GRAVEST_FIRST = [each.value for each in reversed(Severity)]
_LONGEST_TEXT = 4_000
_OVER = frozenset({CaseStatus.DECIDED.value, CaseStatus.CLOSED.value})


@contextmanager
def understood() -> Iterator[None]:
    """Says so where an answer of the API does not look as it is read here."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommandError(
            "The review API's answer is not understood: it is of another version. Deploy the stage "
            f"again, or use the moderate it was deployed from. ({type(error).__name__}: {error})"
        ) from error


def queues_table(queues: Sequence[Json], now: datetime) -> None:
    """Prints each queue: how many are open, how many late, the first due time, by severity."""
    with understood():
        rows = [_queue_row(queue, now) for queue in queues]
    printing.table(("queue", "open", "overdue", "first due", *_GRAVEST_FIRST), rows)


def cases_table(cases: Sequence[Json], now: datetime) -> None:
    """Prints a line for each case, in the order given."""
    with understood():
        rows = [_case_row(case, now) for case in cases]
    printing.table(("content", "severity", "category", "due", "case", "status"), rows)


def clauses_table(clauses: Sequence[Json]) -> None:
    """Prints what a decision may be founded on."""
    with understood():
        rows = [_clause_row(each) for each in clauses]
    printing.table(("clause", "decides", "note", "says"), rows, title="Clauses")


def detail_page(detail: Json, now: datetime, console_url: str, *, history: bool) -> None:
    """Prints all that a moderator needs, but for the upload itself: that is in the console."""
    with understood():
        title = visible(detail["content"]["key"])
        rows = [*_case_rows(detail, now), *_content_rows(detail)]
        link = f"{console_url}#/case/{detail['content']['content_id']}"
        events = [_event_row(each) for each in detail["history"]] if history else []
    printing.say(title, style="bold")
    printing.fields([*rows, ("look at it", visible(link), "")])
    if history:
        printing.say()
        printing.table(("when", "what", "who", "why"), events, title="History, oldest first")


def _clause_row(clause: Json) -> tuple[str, str, str, str]:
    note = "required" if clause["note_required"] else "optional"
    text = visible(clipped(clause["text"], _LONGEST_TEXT))
    return visible(clause["id"]), visible(", ".join(clause["for"])), note, text


def _queue_row(queue: Json, now: datetime) -> tuple[str, ...]:
    counts = {each["severity"]: each for each in queue["severities"]}
    due = [each["oldest_due_at"] for each in counts.values() if each["oldest_due_at"]]
    first = min(map(datetime.fromisoformat, due), default=None)
    return (
        visible(queue["queue"]),
        _sum(counts, "open"),
        _sum(counts, "overdue"),
        words.until(first, now) if first else words.NONE,
        *(_sum({name: counts[name]} if name in counts else {}, "open") for name in _GRAVEST_FIRST),
    )


def _sum(counts: Mapping[str, Json], what: str) -> str:
    """How many in all; `+` where there may be more than were counted."""
    more = any(each["more"] and each[what] >= each["open"] for each in counts.values())
    return f"{sum(each[what] for each in counts.values()):,}" + "+" * more


def _case_row(case: Json, now: datetime) -> tuple[str, ...]:
    over = case["status"] in _OVER
    due = words.NONE if over else words.until(datetime.fromisoformat(case["due_at"]), now)
    refusal = case["refusal"]
    not_you = f"; {visible(refusal['message'])}" if refusal and not over else ""
    return (
        visible(case["content_id"]),
        visible(case["severity"]),
        visible(case["category"] or words.NONE),
        due,
        case_name(case["number"], case["kind"]),
        _standing(case, now) + not_you,
    )


def _case_rows(detail: Json, now: datetime) -> Iterator[Row]:
    case = detail["case"]
    yield "content", visible(case["content_id"]), ""
    marks = "; escalated" * case["escalated"] + "; seniors only" * case["senior_only"]
    yield "case", f"{case_name(case['number'], case['kind'])}; queue {visible(case['queue'])}", ""
    yield "status", _standing(case, now) + marks, ""
    yield "severity", visible(case["severity"]), ""
    yield "category", visible(case["category"] or words.NONE), ""
    if case["status"] not in _OVER:
        due_at = datetime.fromisoformat(case["due_at"])
        yield "due", words.due(due_at, now), "yellow" if due_at <= now else ""
    if case["refusal"] and case["status"] not in _OVER:
        yield "not for you", visible(case["refusal"]["message"]), "yellow"
    appeal, decision = case["appeal"], case["decision"]
    if appeal:
        statement = clipped(appeal["statement"], _LONGEST_TEXT)
        yield "appeal", f"{visible(appeal['who'])}: {visible(statement)}", ""
    if case["note"]:
        yield "note", visible(case["note"]), ""
    if decision:
        yield "decision", ruling(decision["status"], decision["clause"], decision["text"]), ""
        by = visible(decision["decider"] or words.NONE)
        yield "", f"by {by} at {words.when(datetime.fromisoformat(decision['at']))}", ""
        if decision["note"]:
            yield "", f"note: {visible(decision['note'])}", ""


def _content_rows(detail: Json) -> Iterator[Row]:
    content = detail["content"]
    for number, each in enumerate(detail["reasons"]):
        text = words.reason_line(each["action"], each["severity"], each["text"], each["rule"])
        yield "" if number else "reasons", text, ""
    file = f"{visible(content['media_type'])}, {words.size(content['size'])}"
    yield "file", file, ""
    yield "verdict", visible(content["status"].replace("_", " ")), ""
    yield "uploader", _uploader(content, detail["uploader"]), ""
    yield "reference", visible(content["reference"] or words.NONE), ""


def _uploader(content: Json, known: Json) -> str:
    name = visible(content["uploader_id"] or words.NONE)
    others = [
        each["status"].replace("_", " ")
        for each in (known["verdicts"] if known else [])
        if each["content_id"] != content["content_id"]
    ]
    if not others:
        return name
    counts = ", ".join(f"{visible(status)} {number}" for status, number in Counter(others).items())
    return f"{name}; other uploads: {counts}"


def _standing(case: Json, now: datetime) -> str:
    until = datetime.fromisoformat(case["until"]) if case["until"] else None
    return standing(case["status"], holder=case["holder"], until=until, now=now, mine=case["mine"])


def _event_row(event: Json) -> tuple[str, ...]:
    reasons = [visible(each) for each in event["reasons"]]
    return (
        words.when(datetime.fromisoformat(event["at"])),
        event_words.event_line(event["kind"], event["status"], event["details"]),
        visible(event["who"] or words.NONE),
        event_words.why_line(event["kind"], event["why"], event["details"], reasons),
    )
