"""`moderate policy`."""

from pathlib import Path

from tests.unit.cli.desk import Desk, Ran

_SHIPPED = str(Path(__file__).parents[3] / "policy.yaml")


def _run(*args: str) -> Ran:
    return Desk().run("policy", *args, stage=None)


def _faulty(folder: Path) -> str:
    path = folder / "[red]policy.yaml"
    path.write_text("profiles:\n  default:\n    rules: 7\n")
    return str(path)


def test_the_shipped_policy_is_right() -> None:
    ran = _run("check", _SHIPPED)
    assert (ran.exit_code, ran.err) == (0, "")
    for words in ("version", "profiles", "rules for everything else", "moderation_labels"):
        assert words in ran.out


def test_check_as_json_tells_version_profiles_and_analysers() -> None:
    answer = _run("check", _SHIPPED, "--json").json
    assert answer["ok"] is True
    assert answer["problems"] == []
    assert len(answer["version"]) == 12
    assert "default" in {each["name"] for each in answer["profiles"]}
    assert "moderation_labels" in answer["analysers"]


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = _faulty(tmp_path)
    ran = _run("check", path)
    assert ran.exit_code == 1
    assert f"{path}:" in ran.out
    assert "mistake" in ran.err


def test_mistakes_as_json_have_line_column_and_message(tmp_path: Path) -> None:
    ran = _run("check", _faulty(tmp_path), "--json")
    assert ran.exit_code == 1
    assert ran.json["ok"] is False
    assert set(ran.json["problems"][0]) == {"line", "column", "message"}
    assert ran.err == ""


def test_a_missing_file_is_a_no(tmp_path: Path) -> None:
    ran = _run("check", str(tmp_path / "none.yaml"))
    assert ran.exit_code == 1
    assert "There is no such file." in ran.out


def test_show_prints_every_profile() -> None:
    names = {each["name"] for each in _run("check", _SHIPPED, "--json").json["profiles"]}
    ran = _run("show", _SHIPPED)
    assert ran.exit_code == 0
    assert all(f"{name}, for " in ran.out for name in names)
    assert "review from" in ran.out


def test_show_for_a_key_prints_the_profile_that_applies() -> None:
    profiles = _run("check", _SHIPPED, "--json").json["profiles"]
    special = next(each for each in profiles if each["prefixes"])
    key = special["prefixes"][0] + "[red]42.png"
    ran = _run("show", _SHIPPED, "--key", key)
    assert f"{key} is judged by the profile {special['name']}." in ran.out
    answer = _run("show", _SHIPPED, "--key", key, "--json").json
    assert [each["name"] for each in answer["profiles"]] == [special["name"]]


def test_show_as_json_has_every_rule_with_its_bands_or_conditions() -> None:
    answer = _run("show", _SHIPPED, "--json").json
    rules = [rule for each in answer["profiles"] for rule in each["rules"]]
    assert rules
    assert all(("from" in rule) != ("together" in rule) for rule in rules)


def test_show_tells_what_a_rule_asks_of_a_video(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(
        "analysers: {moderation_labels: on}\ndefault: approve\nrules:\n"
        "  - {id: a, label: Gambling, category: c, severity: low, review: 60,\n"
        "     video: {seconds: 2.5, spans: 3}}\n"
        "  - {id: b, all: [{label: Alcohol, at_least: 50, video: {spans: 1}},\n"
        "     {label: Weapons, at_least: 60}], then: review, category: c, severity: low}\n",
        "utf-8",
    )
    shown = " ".join(_run("show", str(path)).out.split())
    assert "Gambling (moderation_labels), in a video at least 2.5 s and 3 spans" in shown
    assert "Alcohol (moderation_labels) from 50 %, in a video at least 1 span" in shown
    (profile,) = _run("show", str(path), "--json").json["profiles"]
    banded, together = profile["rules"]
    assert banded["video"] == {"seconds": 2.5, "spans": 3}
    assert together["together"][0]["video"] == {"seconds": None, "spans": 1}
    assert "video" not in together["together"][1]


def test_show_tells_what_is_shown_to_no_moderator() -> None:
    ran = _run("show", _SHIPPED, "--key", "x.jpg")
    (hidden,) = [line for line in ran.out.splitlines() if line.startswith("nudity-near-a-child")]
    (weapons,) = [line for line in ran.out.splitlines() if line.startswith("weapons ")]
    assert (hidden.split()[-1], weapons.split()[-1]) == ("never", "-")
    (profile,) = _run("show", _SHIPPED, "--key", "x.jpg", "--json").json["profiles"]
    never = {rule["id"]: rule["never_shown"] for rule in profile["rules"]}
    assert [each for each in never if never[each]] == ["nudity-near-a-child"]


def test_show_has_the_clauses(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(
        "analysers: {moderation_labels: on}\ndefault: approve\nrules: []\nclauses:\n"
        "  - {id: fine, text: Nothing is wrong., for: approve}\n"
        "  - {id: b, text: '[red]Other.', for: [reject, approve], note: required}\n",
        "utf-8",
    )
    lines = [" ".join(line.split()) for line in _run("show", str(path)).out.splitlines()]
    assert lines[-4:] == [
        "Clauses",
        "clause decides note says",
        "b approve, reject required [red]Other.",
        "fine approve optional Nothing is wrong.",
    ]
    assert _run("show", str(path), "--json").json["clauses"] == [
        {"id": "b", "text": "[red]Other.", "for": ["approve", "reject"], "note_required": True},
        {"id": "fine", "text": "Nothing is wrong.", "for": ["approve"], "note_required": False},
    ]
    assert "clauses      2 to approve, 1 to reject" in _run("check", str(path)).out
    assert _run("check", str(path), "--json").json["clauses"] == ["b", "fine"]


def test_a_policy_without_clauses_shows_the_built_in_ones(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("analysers: {moderation_labels: on}\ndefault: approve\nrules: []\n", "utf-8")
    ids = [each["id"] for each in _run("show", str(path), "--json").json["clauses"]]
    assert ids == ["other-approve", "other-reject"]


def test_show_of_a_faulty_file_is_a_no_with_the_report(tmp_path: Path) -> None:
    ran = _run("show", _faulty(tmp_path))
    assert ran.exit_code == 1
    assert "mistake" in ran.err
