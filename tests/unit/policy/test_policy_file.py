"""The policy file: what it may be, and what people read when it is wrong."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_file import PolicyFileError, check, read
from policy_file.plain import NotYamlError, plain

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[3]
GOOD = (
    "analysers: {moderation_labels: on}\ndefault: approve\nrules:\n"
    "  - {id: weapons, label: Weapons, category: violence, severity: high, review: 60}\n"
)


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
def test_a_mistake_is_reported_as_people_were_promised(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(PolicyFileError) as caught:
        read(Path(f"{name}.yaml"))
    assert str(caught.value) + "\n" == (GOLDEN / f"{name}.txt").read_text("utf-8")


def _file(folder: Path, content: str | bytes) -> Path:
    path = folder / "policy.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_without_mistakes_gives_a_policy(tmp_path: Path) -> None:
    assert [rule.id for rule in read(_file(tmp_path, GOOD)).profiles["default"].rules] == [
        "weapons"
    ]


def test_check_gives_the_mistakes_with_their_lines(tmp_path: Path) -> None:
    (problem,) = check(_file(tmp_path, GOOD.replace("Weapons", "Wepons")))
    assert (problem.line, problem.column) == (4, 26)
    assert problem.source.startswith("  - {id: weapons, label: Wepons")


def test_check_gives_nothing_where_nothing_is_wrong(tmp_path: Path) -> None:
    assert check(_file(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    "same",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        ("# Why.\n" + GOOD).encode(),
        ("---\n" + GOOD + "...\n").encode(),
    ],
    ids=["byte order mark", "Windows lines", "comment", "document marks"],
)
def test_how_it_is_saved_does_not_matter(tmp_path: Path, same: bytes) -> None:
    assert read(_file(tmp_path, same)).version == read(_file(tmp_path, GOOD)).version


def test_a_line_is_told_right_in_a_file_from_windows(tmp_path: Path) -> None:
    windows = GOOD.replace("Weapons", "Wepons").replace("\n", "\r\n")
    (problem,) = check(_file(tmp_path, windows))
    assert problem.source.startswith("  - {id: weapons")


def test_a_byte_order_mark_is_not_shown(tmp_path: Path) -> None:
    (problem,) = check(_file(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("on}", "of}").encode()))
    assert (problem.line, problem.column) == (1, 32)
    assert problem.source.startswith("analysers")


def test_a_missing_file_is_a_mistake_too(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "absent.yaml")
    assert str(problem) == f"{tmp_path / 'absent.yaml'}: There is no such file."


def test_a_folder_is_no_policy(tmp_path: Path) -> None:
    assert "There is no such file" in str(check(tmp_path)[0])


def test_a_file_that_cannot_be_opened_is_a_mistake_too(tmp_path: Path) -> None:
    assert "cannot be opened" in str(check(tmp_path / ("x" * 5000))[0])


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    assert "larger than 256 KiB" in str(check(_file(tmp_path, "#" * 300_000))[0])


def test_a_long_line_is_shown_around_the_mistake(tmp_path: Path) -> None:
    long = GOOD.replace("violence", "v" * 300)
    _, second, third = str(check(_file(tmp_path, long))[0]).splitlines()
    assert len(second) < 120
    assert second[third.index("^")] == "v"


def test_what_is_shown_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    report = str(check(_file(tmp_path, GOOD.replace("Weapons", '"\\e[31mWeapons"')))[0])
    assert "\x1b" not in report


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="replace"))
)
def test_any_bytes_are_a_policy_or_a_report(tmp_path: Path, content: bytes) -> None:
    for problem in check(_file(tmp_path, content)):
        assert problem.message


@settings(max_examples=300)
@given(st.text(alphabet="a:-[]{}\"'#&*!|>%@ \n\t,?0.~=<", max_size=60))
def test_any_text_of_yaml_signs_is_data_or_its_own_error(text: str) -> None:
    try:
        found = plain(text)
    except NotYamlError as error:
        assert error.line >= 1
    else:
        assert found.places is not None


def test_the_shipped_policy_has_no_mistakes() -> None:
    assert check(ROOT / "policy.yaml") == []
