"""`moderate cases`: the work of one person at the review desk, through its API."""

from collections.abc import Iterator
from urllib.parse import quote

from cli import case_pages, printing
from cli.case_pages import understood
from cli.desk_sign_in import signed_in
from cli.desk_world import DeskApi, Json
from cli.errors import AnswerIsNo, CommandError
from cli.naming import ById, readings, shell_word
from cli.untrusted import visible
from cli.world import World
from lambdas.moderation.domain.case import CaseStatus

_A_PAGE = 50
_OVER = frozenset({CaseStatus.DECIDED.value, CaseStatus.CLOSED.value})


def list_queues(world: World, user: str | None, *, as_json: bool) -> None:
    """Prints the queues that this person may work in, with counts."""
    answer = signed_in(world, user).get("v1/queues")
    with understood():
        queues = answer["queues"]
    if as_json:
        printing.as_json(queues)
        return
    case_pages.queues_table(queues, world.now())


def list_cases(
    world: World, user: str | None, *, queue: str | None, limit: int, as_json: bool
) -> None:
    """Prints a queue's open cases, the most urgent first; without one, what this person holds."""
    api = signed_in(world, user)
    cases, more = (_mine(api), False) if queue is None else _open(api, queue, limit)
    if as_json:
        printing.as_json(cases)
        return
    if not cases:
        where = "You hold no case." if queue is None else f"No case is open in {visible(queue)}."
        printing.say(where)
        return
    case_pages.cases_table(cases, world.now())
    if more:
        printing.say()
        printing.say(f"There are more than these {len(cases):,}: see --limit.")


def show(world: World, user: str | None, name: str, *, history: bool, as_json: bool) -> None:
    """Prints the case about the content of that name."""
    api = signed_in(world, user)
    detail = api.get(_path(_chosen(world, api, name)["content_id"]))
    if as_json:
        printing.as_json(detail)
        return
    case_pages.detail_page(detail, world.now(), world.desk().console_url, history=history)


def check_which(queue: str | None, name: str | None) -> None:
    """Raises `CommandError` unless exactly one of them says which case to take."""
    if (queue is None) == (name is None):
        raise CommandError(
            "Which case? Either the next of a queue, moderate cases claim QUEUE, or a named one, "
            "--case NAME. Queues: moderate cases list"
        )


def claim(
    world: World, user: str | None, *, queue: str | None, name: str | None, as_json: bool
) -> None:
    """Takes the next case of a queue, or a named one, and prints what a moderator needs.

    Asking again for a case that this person has shows it again, and takes nothing.
    """
    api = signed_in(world, user)
    detail = _next(api, queue) if queue is not None else _named(world, api, name or "")
    if as_json:
        printing.as_json(detail)
        return
    me = api.get("v1/me")
    case_pages.detail_page(detail, world.now(), world.desk().console_url, history=False)
    printing.say()
    with understood():
        case_pages.clauses_table(me["clauses"])
        content_id, needs_break = str(detail["content"]["content_id"]), me["needs_break"]
    word = shell_word(content_id)
    printing.say()
    printing.say(f"Decide:        moderate cases decide {word} --approve|--reject --clause ID")
    printing.say(f"Give it back:  moderate cases release {word}")
    if needs_break:
        printing.say("You have seen a lot in this shift. Take a break soon.", style="yellow")


def decide(  # noqa: PLR0913 - a decision has these parts
    world: World,
    user: str | None,
    name: str,
    *,
    decision: str,
    clause: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Decides a case that this person holds. Nothing is sent where the clause does not fit."""
    api = signed_in(world, user)
    me = api.get("v1/me")
    with understood():
        text = _checked_clause(me["clauses"], decision, clause, note)
    case = _held(world, api, name)
    told = {"token": case["token"], "decision": decision, "clause": clause}
    if note:
        told["note"] = note
    answer = api.post(f"{_path(case['content_id'])}/decide", told)
    if as_json:
        printing.as_json(answer)
        return
    printing.say(f"Recorded: {decision} {visible(name)}: {visible(text)} [clause:{clause}]")


def release(world: World, user: str | None, name: str, *, as_json: bool) -> None:
    """Gives a case back that this person holds."""
    api = signed_in(world, user)
    case = _held(world, api, name)
    answer = api.post(f"{_path(case['content_id'])}/release", {"token": case["token"]})
    if as_json:
        printing.as_json(answer)
        return
    with understood():
        printing.say(f"Released: {visible(name)} is back in the queue {visible(answer['queue'])}.")


def _mine(api: DeskApi) -> list[Json]:
    answer = api.get("v1/cases", {"mine": "true"})
    with understood():
        return list(answer["cases"])


def _open(api: DeskApi, queue: str, limit: int) -> tuple[list[Json], bool]:
    """Up to `limit` cases, page by page, and whether there are more."""
    cases: list[Json] = []
    cursor: str | None = None
    while True:
        query = {"limit": str(min(_A_PAGE, limit - len(cases)))}
        answer = api.get(_queue(queue, "cases"), query | ({"cursor": cursor} if cursor else {}))
        with understood():
            cases.extend(answer["cases"])
            cursor = answer["cursor"]
        if cursor is None or len(cases) >= limit:
            return cases[:limit], cursor is not None or len(cases) > limit


def _next(api: DeskApi, queue: str) -> Json:
    detail = api.post(_queue(queue, "claim"))
    if detail is None:
        raise AnswerIsNo(f"Nothing in the queue {queue} is open for you now.")
    return detail


def _named(world: World, api: DeskApi, name: str) -> Json:
    case = _chosen(world, api, name)
    path = _path(case["content_id"])
    if not case["mine"]:
        return api.post(f"{path}/claim")
    printing.complain("You have this case already.")
    return api.get(path)


def _held(world: World, api: DeskApi, name: str) -> Json:
    """The one case about a content of that name that this person holds."""
    held = [case for case in _about(world, api, name) if case["mine"]]
    if not held:
        raise AnswerIsNo(
            f"You do not have the case about {name}, or its time ran out. Claim it first: "
            f"moderate cases claim --case {shell_word(name)}"
        )
    if len(held) > 1:
        ids = ", ".join(case["content_id"] for case in held)
        raise AnswerIsNo(f"You have {len(held)} cases about versions of {name}; name one: {ids}")
    return held[0]


def _chosen(world: World, api: DeskApi, name: str) -> Json:
    """Of the cases about that name: one this person holds, else one not over, else the newest."""
    cases = _about(world, api, name)
    return min(cases, key=lambda case: (not case["mine"], case["status"] in _OVER))


def _about(world: World, api: DeskApi, name: str) -> list[Json]:
    """The cases about contents of that name; for a key, all known versions, newest first."""
    found = next(filter(None, _contents(world, api, name)), [])
    if not found:
        raise AnswerIsNo(f"The review desk of stage {world.stage} knows no content named {name}")
    with understood():
        cases = [each["case"] for each in found if each["case"]]
        _check_summaries(cases)
        states = dict.fromkeys(each["status"].replace("_", " ") for each in found)
    if not cases:
        raise AnswerIsNo(
            f"There is no case about {name} that you may see: it is {', '.join(states)}."
        )
    return cases


def _contents(world: World, api: DeskApi, name: str) -> Iterator[list[Json]]:
    """What each reading of the name finds, the likeliest first."""
    for reading in readings(name, bucket=world.bucket):
        if isinstance(reading, ById):
            text = reading.content_id
        else:
            text = f"s3://{reading.bucket}/{reading.key}"
        answer = api.get("v1/search", {"q": text})
        with understood():
            yield list(answer["contents"])


def _check_summaries(cases: list[Json]) -> None:
    for case in cases:
        _ = case["content_id"], case["mine"], case["status"], case["token"]


def _checked_clause(
    clauses: list[Json], decision: str, clause: str | None, note: str | None
) -> str:
    """The clause's text. Raises `CommandError` with the clauses there are if it does not fit."""
    fitting = {str(each["id"]): each for each in clauses if decision in each["for"]}
    chosen = fitting.get(clause or "")
    if chosen is None:
        why = (
            f"{clause} is no clause to {decision} by." if clause else "Which clause? Say --clause."
        )
        rows = (f"  {name}: {' '.join(each['text'].split())}" for name, each in fitting.items())
        raise CommandError("\n".join([f"{why} To {decision} there are:", *rows]))
    if chosen["note_required"] and not (note or "").strip():
        raise CommandError(f"The clause {clause} asks for a note: say why with --note.")
    return str(chosen["text"])


def _path(content_id: str) -> str:
    return f"v1/cases/{quote(content_id, safe='')}"


def _queue(name: str, what: str) -> str:
    return f"v1/queues/{quote(name, safe='')}/{what}"
