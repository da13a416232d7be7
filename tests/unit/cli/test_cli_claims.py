"""`moderate cases claim`, `decide`, `release`: taking a case, and what becomes of it."""

import pytest

from cli.errors import AnswerIsNo
from tests.unit.cli.as_ana import at, held, run
from tests.unit.cli.review_desk import case_of

ID = case_of("cat.jpg")["case"]["content_id"]
DECIDE = f"POST v1/cases/{ID}/decide"


def test_a_claim_from_a_queue_prints_what_a_moderator_needs() -> None:
    desk, api = at(case_of("cat.jpg"))
    ran = run(desk, "claim", "general")
    assert ran.exit_code == 0
    assert api.writes() == [("POST v1/queues/general/claim", None)]
    assert (
        "  status       claimed by you until 2026-11-24 12:10:00 UTC (10 minutes left)" in ran.lines
    )
    assert ran.lines[-9:] == [
        "",
        "Clauses",
        "clause        decides  note      says",
        "weapons       reject   optional  Real weapons",
        "fine          approve  optional  Nothing is wrong",
        "other-reject  reject   required  Another reason",
        "",
        f"Decide:        moderate cases decide {ID} --approve|--reject --clause ID",
        f"Give it back:  moderate cases release {ID}",
    ]


def test_a_claim_suggests_a_break_when_it_is_time() -> None:
    ran = run(at(case_of("cat.jpg"), needs_break=True)[0], "claim", "general")
    assert ran.lines[-1] == "You have seen a lot in this shift. Take a break soon."


def test_a_queue_with_nothing_for_you_is_a_no() -> None:
    ran = run(at()[0], "claim", "general")
    assert (ran.exit_code, ran.out) == (1, "")
    assert ran.err == "Nothing in the queue general is open for you now.\n"


def test_a_named_case_is_claimed() -> None:
    desk, api = at(case_of("dog.jpg"), case_of("cat.jpg"))
    assert run(desk, "claim", "--case", "cat.jpg", "--json").json["case"]["token"] == 7
    assert api.writes() == [(f"POST v1/cases/{ID}/claim", None)]


def test_a_case_that_you_have_is_shown_again_and_nothing_is_taken() -> None:
    desk, api = at(held())
    ran = run(desk, "claim", "--case", "cat.jpg")
    assert (ran.exit_code, ran.err) == (0, "You have this case already.\n")
    assert "9 minutes left" in ran.out
    assert api.writes() == []


def test_a_case_that_somebody_else_has_is_refused_in_the_apis_words() -> None:
    desk, _ = at(case_of("cat.jpg", status="claimed", holder="bob"))
    ran = run(desk, "claim", "--case", "cat.jpg")
    assert (ran.exit_code, ran.err) == (1, "bob has this case. (HTTP 409)\n")


@pytest.mark.parametrize("args", [[], ["general", "--case", "cat.jpg"]])
def test_a_claim_says_which_case_and_only_once(args: list[str]) -> None:
    desk, api = at(case_of("cat.jpg"))
    ran = run(desk, "claim", *args)
    assert (ran.exit_code, api.asked) == (2, [])
    assert ran.err.startswith("Which case? Either the next of a queue")


def test_a_decision_is_sent_with_the_token_of_the_claim() -> None:
    desk, api = at(case_of("dog.jpg"), held())
    ran = run(desk, "decide", "cat.jpg", "--reject", "--clause", "other-reject", "--note", "a scam")
    told = {"token": 7, "decision": "reject", "clause": "other-reject", "note": "a scam"}
    assert api.writes() == [(DECIDE, told)]
    assert ran.lines == ["Recorded: reject cat.jpg: Another reason [clause:other-reject]"]


def test_an_approval_without_a_note_sends_none() -> None:
    desk, api = at(held())
    ran = run(desk, "decide", ID, "--approve", "--clause", "fine", "--json")
    assert api.writes() == [(DECIDE, {"token": 7, "decision": "approve", "clause": "fine"})]
    assert ran.json["status"] == "decided"


@pytest.mark.parametrize("args", [[], ["--approve", "--reject"]])
def test_a_decision_is_one_of_two(args: list[str]) -> None:
    desk, api = at(held())
    ran = run(desk, "decide", "cat.jpg", *args, "--clause", "fine")
    assert (ran.exit_code, ran.err) == (2, "Say either --approve or --reject.\n")
    assert api.asked == []


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        (["--clause", "wepons"], "wepons is no clause to reject by."),
        (["--clause", "fine"], "fine is no clause to reject by."),
        ([], "Which clause? Say --clause."),
    ],
)
def test_a_clause_that_does_not_fit_shows_those_that_do_and_sends_nothing(
    clause: list[str], why: str
) -> None:
    desk, api = at(held())
    ran = run(desk, "decide", "cat.jpg", "--reject", *clause)
    assert ran.exit_code == 2
    assert ran.err.splitlines() == [
        f"{why} To reject there are:",
        "  weapons: Real weapons",
        "  other-reject: Another reason",
    ]
    assert api.writes() == []


@pytest.mark.parametrize("note", [[], ["--note", "  "]])
def test_a_note_that_the_clause_asks_for_must_be_given(note: list[str]) -> None:
    desk, api = at(held())
    ran = run(desk, "decide", "cat.jpg", "--reject", "--clause", "other-reject", *note)
    assert ran.exit_code == 2
    assert ran.err == "The clause other-reject asks for a note: say why with --note.\n"
    assert api.writes() == []


@pytest.mark.parametrize("args", [["decide", "--approve", "--clause", "fine"], ["release"]])
def test_only_a_case_that_you_have_can_be_decided_or_given_back(args: list[str]) -> None:
    desk, api = at(case_of("cat.jpg", status="claimed", holder="bob"))
    ran = run(desk, *args, "cat.jpg")
    assert (ran.exit_code, api.writes()) == (1, [])
    assert ran.err == (
        "You do not have the case about cat.jpg, or its time ran out. Claim it first: "
        "moderate cases claim --case cat.jpg\n"
    )


def test_two_claims_about_versions_of_one_key_must_be_told_apart() -> None:
    first, second = held(version_id="v1"), held(version_id="v2")
    desk, api = at(first, second)
    ran = run(desk, "release", "cat.jpg")
    ids = ", ".join(each["case"]["content_id"] for each in (first, second))
    assert (ran.exit_code, api.writes()) == (1, [])
    assert ran.err == f"You have 2 cases about versions of cat.jpg; name one: {ids}\n"


def test_a_case_is_given_back() -> None:
    desk, api = at(held())
    ran = run(desk, "release", "cat.jpg")
    assert api.writes() == [(f"POST v1/cases/{ID}/release", {"token": 7})]
    assert ran.lines == ["Released: cat.jpg is back in the queue general."]


def test_a_claim_that_ends_meanwhile_is_refused_in_the_apis_words() -> None:
    desk, api = at(held())
    api.refusals[DECIDE] = AnswerIsNo("Your claim is over: its time ran out. (HTTP 409)")
    ran = run(desk, "decide", "cat.jpg", "--approve", "--clause", "fine")
    assert (ran.exit_code, ran.err) == (1, "Your claim is over: its time ran out. (HTTP 409)\n")


def test_a_queues_name_is_one_part_of_the_path() -> None:
    desk, api = at()
    run(desk, "claim", "../me?x#y")
    assert api.writes() == [("POST v1/queues/..%2Fme%3Fx%23y/claim", None)]
