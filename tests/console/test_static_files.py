"""The console's own files: small, explained, in use, and nothing in them runs a stranger's text."""

import re
from functools import cache
from pathlib import Path

from tests.console.loopback import STATIC

LONGEST_FILE = 250
FORBIDDEN = {
    "markup from text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc",
    "code from text": r"\beval\(|new Function|javascript:",
    "storage that outlives the window": r"localStorage|indexedDB|document\.cookie",
    "a style in the markup": r"\bstyle=\"",
}
_IMPORT = re.compile(r"""(?:from |import |import\()"(\.{1,2}/[^"]+)\"""")
_EXPORT = re.compile(r"^export (?:async )?(?:function\*?|class|const) (\w+)", re.M)


@cache
def modules() -> dict[str, str]:
    """Our own modules by their path, without the library."""
    return {
        str(path.relative_to(STATIC)): path.read_text(encoding="utf-8")
        for path in sorted(STATIC.rglob("*.js"))
        if "vendor" not in path.parts
    }


def imports(name: str) -> set[str]:
    """The modules that a module imports."""
    folder = (STATIC / name).parent
    found = _IMPORT.findall(modules().get(name, ""))
    return {str((folder / each).resolve().relative_to(STATIC)) for each in found}


def test_files_are_short() -> None:
    ours = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    lines = {str(path): len(path.read_text("utf-8").splitlines()) for path in ours}
    assert not {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_every_file_and_every_export_is_explained() -> None:
    for name, text in modules().items():
        assert text.startswith("/**"), name
        lines = text.splitlines()
        for place, line in enumerate(lines):
            if _EXPORT.match(line):
                assert lines[place - 1].endswith("*/"), f"{name}: {line}"


def test_nothing_in_them_makes_markup_or_code_of_text() -> None:
    for name, text in modules().items():
        for what, pattern in FORBIDDEN.items():
            assert not re.search(pattern, text), f"{name}: {what}"


def test_the_page_has_no_inline_script_and_no_inline_style() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", page)
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert addresses
    for address in addresses:
        assert (STATIC / address.removeprefix("console/")).is_file(), address


def test_every_module_is_reached_and_every_import_is_there() -> None:
    reached, waiting = set[str](), ["main.js"]
    while waiting:
        name = waiting.pop()
        assert (STATIC / name).is_file(), name
        if name not in reached:
            reached.add(name)
            waiting += imports(name)
    assert set(modules()) <= reached


def test_every_style_sheet_is_linked() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    for path in (STATIC / "styles").iterdir():
        assert f"console/styles/{path.name}" in page


def test_every_export_is_used_elsewhere() -> None:
    for name, text in modules().items():
        others = "\n".join(other for path, other in modules().items() if path != name)
        for export in _EXPORT.findall(text):
            assert re.search(rf"\b{export}\b", others), f"{name}: {export}"


def test_no_file_is_named_for_nothing() -> None:
    assert not {Path(name).stem for name in modules()} & {"utils", "helpers", "common", "misc"}
