"""Imports point one way. Each room says what of ours it may import; the rest is refused."""

import sys

from tests.architecture.source import Module, modules, names, within

SHARED = "lambdas.moderation"
DOMAIN = f"{SHARED}.domain"
PORTS = f"{SHARED}.ports"
AWS = f"{SHARED}.aws"
RUNTIME = f"{SHARED}.runtime"

FUNCTIONS = sorted(
    name
    for name in names()
    if name.startswith("lambdas.") and name.count(".") == 1 and name != SHARED
)
THIRD_PARTY: dict[str, set[str]] = {
    DOMAIN: set(),
    PORTS: set(),
    AWS: {"boto3", "botocore"},
    RUNTIME: {"aws_lambda_powertools", "fastjsonschema"},
    "lambdas.show_upload.pictures": {"PIL"},
    "policy_file": {"yaml"},
    "stacks": {"aws_cdk", "constructs", "cdk_nag"},
    "app": {"aws_cdk", "cdk_nag"},
}
"""What each room may import that neither Python nor we made; functions have none."""


def allowed(module: Module) -> tuple[str, ...] | None:
    """Which modules of ours it may import; None for tests, which may import all."""
    rooms: dict[str, tuple[str, ...]] = {
        DOMAIN: (DOMAIN,),
        PORTS: (DOMAIN, PORTS),
        AWS: (DOMAIN, PORTS, AWS),
        RUNTIME: (DOMAIN, PORTS, RUNTIME),
        "policy_file": (DOMAIN, "policy_file"),
        "stacks": ("stacks", DOMAIN, f"{RUNTIME}.environment", *_settings()),
        "app": ("stacks", DOMAIN, "policy_file"),
        "cli": ("cli", DOMAIN, PORTS, AWS, "policy_file"),
        "samples": ("samples", DOMAIN),
        # The demo shows what people are sent and works at the desk as the commands do; the bench
        # measures everything there is.
        "local.demo": ("local", DOMAIN, AWS, "samples", "cli"),
        "local.bench": ("local", "lambdas", "stacks", "app", "policy_file", "samples"),
        "local": ("local", DOMAIN),
    }
    for room, may in rooms.items():
        if module.within(room):
            return may
    for function in FUNCTIONS:
        if module.name == f"{function}.handler":
            return (function, DOMAIN, PORTS, AWS, RUNTIME)
        if module.within(function):
            return (function, DOMAIN, PORTS)
    return None if module.within("tests") else ()


def libraries(module: Module) -> set[str] | None:
    """Which libraries it may import at run time; None where that is free."""
    for room, may in THIRD_PARTY.items():
        if module.within(room):
            return may
    if module.within(*FUNCTIONS):
        return {"aws_lambda_powertools"} if module.name.endswith(".handler") else set()
    return None


def _settings() -> tuple[str, ...]:
    return tuple(f"{function}.settings" for function in FUNCTIONS)


def test_a_module_imports_of_ours_only_what_its_room_may() -> None:
    wrong = {
        f"{module.name} -> {name}"
        for module in modules()
        if (may := allowed(module)) is not None
        for name in module.imports()
        if name.split(".")[0] in _rooms() and not within(name, *may)
    }
    assert not wrong


def test_a_room_keeps_to_its_libraries() -> None:
    wrong = {
        f"{module.name} -> {name}"
        for module in modules()
        if (may := libraries(module)) is not None
        for name in module.imports(at_run_time=True)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names
        and top not in _rooms()
        and top not in may
    }
    assert not wrong


def test_settings_of_functions_need_nothing_but_python() -> None:
    for module in modules():
        if module.name in _settings():
            assert set(module.imports()) <= {"dataclasses"}, module.name


def test_nothing_imports_the_tests_but_the_tests() -> None:
    for module in modules():
        if not module.within("tests"):
            assert not [name for name in module.imports() if within(name, "tests")], module.name


def test_every_function_has_a_handler_and_settings() -> None:
    for function in FUNCTIONS:
        assert {f"{function}.handler", f"{function}.settings"} <= names()


def test_the_rooms_are_those_of_the_plan() -> None:
    """A new folder in `lambdas/moderation` needs a rule above first."""
    inside = {name for name in names() if name.startswith(f"{SHARED}.") and name.count(".") == 2}
    assert inside == {DOMAIN, PORTS, AWS, RUNTIME}


def _rooms() -> set[str]:
    return {name.split(".")[0] for name in names()}
