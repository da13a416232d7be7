"""Functions: their settings, their code, their limits."""

import shutil
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from lambdas.close_case.settings import CloseCaseSettings
from lambdas.decide_video.settings import DecideVideoSettings
from lambdas.enforce_verdict.settings import EnforceVerdictSettings
from lambdas.finish_video_job.settings import FinishVideoJobSettings
from lambdas.moderation.aws import clients
from lambdas.moderation.domain.desk_rules import read_rules, rules_to_json
from lambdas.moderation.runtime.environment import Settings, from_env, to_env
from lambdas.open_case.settings import OpenCaseSettings
from lambdas.review_api.settings import ReviewApiSettings
from lambdas.screen_upload.settings import ScreenUploadSettings
from lambdas.serve_console.settings import ServeConsoleSettings
from lambdas.show_upload.settings import ShowUploadSettings
from lambdas.start_video_job.settings import StartVideoJobSettings
from lambdas.sweep.settings import SweepSettings
from stacks.parts.function import code_excludes
from stacks.parts.layer import ROOT
from tests.infrastructure.templates import Assembly

ROLE_NAME_LIMIT = 64
LONGEST_REGION = "ap-northeast-1"
API_GATEWAY_SECONDS = 30
CONSOLE = "DeskAddress/Api.ApiEndpoint/"
DESK_RULES = rules_to_json(read_rules({"claim_minutes": 5, "queues": [{"queue": "violence"}]}))

SETTINGS: dict[str, Settings] = {
    "Intake/ScreenUpload/Function": ScreenUploadSettings(
        table_name="Moderation",
        intake_queue_url="Intake/Intake/Queue",
        intake_dead_letters_url="Intake/Intake/DeadLetters/Queue",
        image_tps=7.142,
        video_workflow_arn="Video/Workflow/Machine",
    ),
    "Video/Jobs/StartVideoJob/Function": StartVideoJobSettings(
        table_name="Moderation",
        video_jobs=90,
        start_tps=6.0,
        check_minutes=45,
        completions_topic_arn="Video/Jobs/Topic",
        publishing_role_arn="Video/Jobs/PublishingRole.Arn",
    ),
    "Video/Jobs/FinishVideoJob/Function": FinishVideoJobSettings(
        table_name="Moderation",
        completions_queue_url="Video/Jobs/Completions/Queue",
        completions_dead_letters_url="Video/Jobs/Completions/DeadLetters/Queue",
        get_tps=20.0,
        check_minutes=45,
        start_function="Video/Jobs/StartVideoJob/Function",
    ),
    "Video/DecideVideo/Function": DecideVideoSettings(
        table_name="Moderation",
        evidence_bucket="Evidence",
        get_tps=20.0,
    ),
    "Enforcement/EnforceVerdict/Function": EnforceVerdictSettings(
        table_name="Moderation",
        alerts_topic_arn="Enforcement/Alerts",
        event_bus_name="default",
        console_url=CONSOLE,
    ),
    "Operations/Sweep/Function": SweepSettings(
        table_name="Moderation",
        intake_queue_url="Intake/Intake/Queue",
        completions_queue_url="Video/Jobs/Completions/Queue",
        start_function="Video/Jobs/StartVideoJob/Function",
        desk_rules=DESK_RULES,
    ),
    "Cases/OpenCase/Function": OpenCaseSettings(
        table_name="Moderation",
        review_queue_url="Enforcement/Review/Queue",
        review_dead_letters_url="Enforcement/Review/DeadLetters/Queue",
        desk_rules=DESK_RULES,
    ),
    "Cases/CloseCase/Function": CloseCaseSettings(table_name="Moderation"),
    "Uploads/ShowUpload/Function": ShowUploadSettings(table_name="Moderation"),
    "Api/ReviewApi/Function": ReviewApiSettings(
        table_name="Moderation",
        bucket="Uploads",
        show_function="Uploads/ShowUpload/Function",
        desk_rules=DESK_RULES,
        stage="prod",
        console_url=CONSOLE,
        user_pool_client_ids="SignIn/Console,SignIn/CommandLine",
    ),
    "Console/ServeConsole/Function": ServeConsoleSettings(
        bucket="Uploads",
        sign_in_url="https://SignIn/Domain.auth.eu-central-1.amazoncognito.com",
        client_id="SignIn/Console",
        issuer="https://SignIn/People.ProviderName",
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
    assert sorted([*used, "Routes/Log"]) == sorted(groups)
    assert {group["RetentionInDays"] for group in groups.values()} == {90}


def test_every_function_has_a_role_of_its_own(aws: Assembly) -> None:
    roles = [function["Role"] for function in aws.resources("AWS::Lambda::Function").values()]
    assert len(set(roles)) == len(roles)
    for path, function in aws.resources("AWS::Lambda::Function").items():
        assert function["Role"] == f"{path.removesuffix('/Function')}/Role.Arn"


@pytest.mark.parametrize(
    ("path", "seconds", "megabytes"),
    [
        ("Video/Jobs/StartVideoJob/Function", 60, 384),
        ("Video/Jobs/FinishVideoJob/Function", 60, 384),
        ("Video/DecideVideo/Function", 600, 512),
        ("Uploads/ShowUpload/Function", 12, 2048),
        ("Api/ReviewApi/Function", 28, 512),
    ],
)
def test_functions_that_others_wait_for_have_time_and_memory_enough(
    aws: Assembly, path: str, seconds: int, megabytes: int
) -> None:
    function = aws.resources("AWS::Lambda::Function")[path]
    assert (function["Timeout"], function["MemorySize"]) == (seconds, megabytes)


def test_whoever_asks_for_an_upload_outwaits_the_function_that_shows_it(
    aws: Assembly, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    functions = aws.resources("AWS::Lambda::Function")
    config: Any = clients.lambda_that_answers().meta.config
    longest = config.retries["total_max_attempts"] * config.read_timeout
    assert functions["Uploads/ShowUpload/Function"]["Timeout"] < config.read_timeout
    assert longest < functions["Api/ReviewApi/Function"]["Timeout"]
    assert functions["Api/ReviewApi/Function"]["Timeout"] < API_GATEWAY_SECONDS


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
        ["__init__.py", "close_case", "moderation"],
        ["__init__.py", "decide_video", "moderation"],
        ["__init__.py", "enforce_verdict", "moderation"],
        ["__init__.py", "finish_video_job", "moderation"],
        ["__init__.py", "moderation", "open_case"],
        ["__init__.py", "moderation", "review_api"],
        ["__init__.py", "moderation", "screen_upload"],
        ["__init__.py", "moderation", "serve_console"],
        ["__init__.py", "moderation", "show_upload"],
        ["__init__.py", "moderation", "start_video_job"],
        ["__init__.py", "moderation", "sweep"],
    ]
