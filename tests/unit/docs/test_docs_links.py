"""The documents: their links lead somewhere, and the files that they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAMED = re.compile(r"\b(?:cli|docs|lambdas|local|policy_file|samples|stacks|tests)/[\w./-]*\w")
ELSEWHERE = ("https://", "mailto:")


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def name_of(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if link.startswith(ELSEWHERE):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = LINK.sub("", page.read_text("utf-8"))
    spans = " ".join(re.findall(r"`([^`\n]+)`", text))
    paths = {
        match[0]
        for match in NAMED.finditer(spans)
        if spans[match.start() - 1 : match.start()] not in {".", "/", "-", "~"}
        and spans[match.end() : match.end() + 2] not in {"/<", "/*"}
    }
    assert not {path for path in paths if not (ROOT / path).exists()}


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    pages = {page.name for page in folder.glob("0*.md")}
    assert pages
    assert set(LINK.findall(index)) == pages


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=name_of)
def test_a_decision_has_context_choice_and_consequence(page: Path) -> None:
    parts = re.findall(r"^\*\*(\w+)\.\*\* ", page.read_text("utf-8"), re.MULTILINE)
    assert parts == ["Context", "Choice", "Consequence"]
    assert page.read_text("utf-8").startswith(f"# {int(page.name[:4])}. ")
