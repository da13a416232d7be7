"""Functions: their settings, their code, their limits."""

import shutil
from pathlib import Path

import aws_cdk as cdk
import pytest

from lambdas.enforce_verdict.settings import EnforceVerdictSettings
from lambdas.moderation.runtime.environment import Settings, from_env, to_env
from lambdas.screen_upload.settings import ScreenUploadSettings
from lambdas.sweep.settings import SweepSettings
from stacks.parts.function import code_excludes
from stacks.parts.layer import ROOT
from tests.infrastructure.templates import Assembly

ROLE_NAME_LIMIT = 64
LONGEST_REGION = "ap-northeast-1"

SETTINGS: dict[str, Settings] = {
    "Intake/ScreenUpload/Function": ScreenUploadSettings(
        table_name="Moderation",
        intake_queue_url="Intake/Intake/Queue",
        intake_dead_letters_url="Intake/Intake/DeadLetters/Queue",
        image_tps=7.142,
    ),
    "Enforcement/EnforceVerdict/Function": EnforceVerdictSettings(
        table_name="Moderation",
        alerts_topic_arn="Enforcement/Alerts",
        event_bus_name="default",
    ),
    "Operations/Sweep/Function": SweepSettings(
        table_name="Moderation", intake_queue_url="Intake/Intake/Queue"
    ),
}
FOR_THE_RUNTIME = {
    "POWERTOOLS_LOG_LEVEL",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_SERVICE_NAME",
    "STAGE",
}


@pytest.mark.parametrize("path", sorted(SETTINGS))
def test_the_environment_is_the_functions_settings_and_nothing_else(
    aws: Assembly, path: str
) -> None:
    environment = aws.resources("AWS::Lambda::Function")[path]["Environment"]["Variables"]
    settings = SETTINGS[path]
    assert set(environment) == set(to_env(settings)) | FOR_THE_RUNTIME
    assert from_env(type(settings), environment) == settings


def test_metrics_and_logs_carry_the_functions_name_and_stage(aws: Assembly) -> None:
    for path, function in aws.resources("AWS::Lambda::Function").items():
        environment = function["Environment"]["Variables"]
        name = environment["POWERTOOLS_SERVICE_NAME"]
        assert function["FunctionName"] == f"content-moderation-prod-eu-central-1-{name}", path
        assert environment["POWERTOOLS_METRICS_NAMESPACE"] == "ContentModeration"
        assert environment["STAGE"] == "prod"


def test_every_function_runs_python_3_13_on_arm64_with_tracing_and_json_logs(
    aws: Assembly,
) -> None:
    assert set(aws.resources("AWS::Lambda::Function")) == set(SETTINGS)
    for function in aws.resources("AWS::Lambda::Function").values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["LoggingConfig"]["SystemLogLevel"] == "WARN"


def test_every_function_writes_to_a_log_group_of_its_own_that_forgets(aws: Assembly) -> None:
    groups = aws.resources("AWS::Logs::LogGroup")
    used = [
        function["LoggingConfig"]["LogGroup"]
        for function in aws.resources("AWS::Lambda::Function").values()
    ]
    assert sorted(used) == sorted(groups)
    assert {group["RetentionInDays"] for group in groups.values()} == {90}


def test_every_function_has_a_role_of_its_own(aws: Assembly) -> None:
    roles = [function["Role"] for function in aws.resources("AWS::Lambda::Function").values()]
    assert sorted(roles) == sorted(f"{path}.Arn" for path in aws.resources("AWS::IAM::Role"))


def test_role_names_fit_for_the_longest_stage_and_region_and_carry_both(aws: Assembly) -> None:
    for role in aws.resources("AWS::IAM::Role").values():
        name = role["RoleName"]
        assert "-prod-eu-central-1-" in name
        longest = name.replace("-prod-eu-central-1-", f"-{'s' * 12}-{LONGEST_REGION}-")
        assert len(longest) <= ROLE_NAME_LIMIT


def code_hash(root: Path, function: str) -> str:
    """The hash of a function's asset."""
    return cdk.FileSystem.fingerprint(
        str(root), exclude=code_excludes(function), ignore_mode=cdk.IgnoreMode.GIT
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the functions to edit."""
    shutil.copytree(
        ROOT / "lambdas", tmp_path / "lambdas", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


@pytest.mark.parametrize(
    ("edited", "changes"),
    [
        ("lambdas/screen_upload/settings.py", True),
        ("lambdas/moderation/domain/verdict.py", True),
        ("lambdas/sweep/settings.py", False),
        ("lambdas/requirements.txt", False),
        ("README.md", False),
        ("tests/test_it.py", False),
        ("lambdas/screen_upload/__pycache__/settings.cpython-313.pyc", False),
    ],
)
def test_only_an_edit_of_what_a_function_runs_changes_its_code(
    checkout: Path, edited: str, changes: bool
) -> None:
    before = code_hash(checkout, "screen-upload")
    file = checkout / edited
    file.parent.mkdir(exist_ok=True, parents=True)
    with file.open("a", encoding="utf-8") as opened:
        opened.write("# edited\n")
    assert (code_hash(checkout, "screen-upload") != before) is changes


def test_a_functions_archive_holds_its_package_and_the_shared_one(aws: Assembly) -> None:
    archives = [
        {path.name for path in folder.joinpath("lambdas").iterdir()}
        for folder in aws.folder.glob("asset.*")
        if folder.joinpath("lambdas").is_dir()
    ]
    assert sorted(map(sorted, archives)) == [
        ["__init__.py", "enforce_verdict", "moderation"],
        ["__init__.py", "moderation", "screen_upload"],
        ["__init__.py", "moderation", "sweep"],
    ]
