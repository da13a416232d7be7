"""Nothing dead, nothing twice, nothing of one workplace."""

import ast
import re
import subprocess
from pathlib import Path

from tests.architecture.source import ROOT, Function, Module, modules, pins

ENTRY_POINTS = {
    "main",  # pyproject's scripts, `python -m`
    "handler",  # Lambda
}
DOWNLOAD_ADDRESS = re.compile(
    r"""--(extra-)?index-url|--find-links|"resolved":|^registry\s*=""", re.M
)


def tracked() -> list[Path]:
    """Every file that git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def public_definitions(module: Module) -> set[str]:
    """Public functions, classes and constants at the top of a module."""
    found: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, Function | ast.ClassDef):
            if not node.decorator_list or isinstance(node, ast.ClassDef):
                found.add(node.name)  # a decorated function is registered by its decorator
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return {name for name in found if not name.startswith("_")} - ENTRY_POINTS


def mentions(module: Module) -> set[str]:
    """Every name that the module reads, imports or lists as its own export."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"[A-Za-z]\w+", node.value)) if "." in node.value else set()
    return found


def test_every_public_name_is_used_outside_the_tests() -> None:
    ours = [module for module in modules() if not module.within("tests")]
    used = set().union(*(mentions(module) for module in ours))
    unused = {
        f"{module.name}.{name}"
        for module in ours
        if not module.within("samples")  # made for the tests as well
        for name in public_definitions(module)
        if name not in used
    }
    assert not unused


def test_lambda_runs_what_the_tests_run() -> None:
    everything, in_lambda = pins(ROOT / "requirements.txt"), pins(ROOT / "lambdas/requirements.txt")
    assert in_lambda
    for name, version in in_lambda.items():
        assert everything[name] == version


def test_every_requirement_is_pinned_exactly() -> None:
    for file in ("requirements.txt", "lambdas/requirements.txt", "constraints.txt"):
        assert all(pins(ROOT / file).values()), file


def test_no_file_says_where_packages_come_from() -> None:
    for path in tracked():
        if path.name == Path(__file__).name or path.suffix in {".png", ".jpg", ".jpeg", ".gif"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not DOWNLOAD_ADDRESS.search(text), path


def test_every_suppression_says_why() -> None:
    marker = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)$")
    for module in modules():
        for line in module.text.splitlines():
            found = marker.search(line)
            if found and module.path != Path(__file__):
                rest = re.sub(r"^(\[[\w,\- ]+\]|:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)", "", found["rest"])
                assert len(rest.strip(" -#:.")) > 3, f"{module.name}: {line.strip()}"
