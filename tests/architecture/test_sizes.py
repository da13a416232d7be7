"""Files and functions stay small enough to read at once, and public names are explained."""

import ast
import re

from tests.architecture.source import Function, lines_of, modules

LONGEST_FILE = 250
LONGEST_FUNCTION = 45
USUAL_FUNCTION = 25
LONGEST_HANDLER = 40
_WORDS = (ast.Import, ast.ImportFrom, ast.Expr)
"""What does not count as code: imports and docstrings."""

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def test_files_are_short() -> None:
    lines = {module.name: len(module.text.splitlines()) for module in modules()}
    assert not {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_functions_are_short() -> None:
    lines = {
        f"{module.name}.{function.name}": lines_of(function)
        for module in modules()
        for function in module.functions()
    }
    assert not {name: count for name, count in lines.items() if count > LONGEST_FUNCTION}


def test_nine_in_ten_functions_are_shorter_still() -> None:
    lines = sorted(
        lines_of(function)
        for module in modules()
        if not module.within("tests")
        for function in module.functions()
    )
    assert lines[int(len(lines) * 0.9)] <= USUAL_FUNCTION


def test_a_handler_only_parses_calls_and_reports() -> None:
    lines = {
        module.name: sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in code)
        for module in modules()
        if module.name.startswith("lambdas.") and module.name.endswith(".handler")
        if (code := [node for node in module.tree.body if not isinstance(node, _WORDS)])
    }
    assert not {name: count for name, count in lines.items() if count > LONGEST_HANDLER}


def test_every_public_name_is_explained() -> None:
    explained = [
        module for module in modules() if not module.within("tests") or module.within("tests.fakes")
    ]
    assert not [module.name for module in explained if not ast.get_docstring(module.tree)]
    assert not {
        f"{module.name}.{node.name}"
        for module in explained
        for node in _public(module.tree)
        if not ast.get_docstring(node) and _is_own(node)
    }


def test_no_module_is_named_for_nothing() -> None:
    named = {module.name for module in modules()}
    assert not {name for name in named if FORBIDDEN_NAMES & set(re.split(r"[._]", name))}


def _public(tree: ast.AST) -> list[Function | ast.ClassDef]:
    """Public functions and classes, and the public methods of public classes."""
    found: list[Function | ast.ClassDef] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            found.append(node)
            if isinstance(node, ast.ClassDef):
                found += _public(node)
    return found


def _is_own(node: Function | ast.ClassDef) -> bool:
    """Whether it needs words of its own: one that overrides is explained by what it overrides."""
    return not any(
        isinstance(decorator, ast.Name) and decorator.id in {"override", "overload"}
        for decorator in node.decorator_list
    )
