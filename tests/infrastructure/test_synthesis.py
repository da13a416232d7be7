"""Synthesis: repeatable, clean for the reviewers' tools, and clear about mistakes."""

import json
import subprocess
import sys
from pathlib import Path

import aws_cdk as cdk
import pytest
from cfnlint.api import lint_file  # type: ignore[import-untyped]  # it ships no types

import app as cdk_app
from policy_file import PolicyFileError
from stacks.settings import StageSettingsError
from tests.infrastructure.templates import Assembly, Json, context, stage_settings, synthesise

STORAGE_OUTPUTS = {"UploadsBucket", "EvidenceBucket", "ModerationTable"}
PIPELINE_OUTPUTS = {
    "IntakeQueue",
    "IntakeDeadLetters",
    "VideoWorkflow",
    "VideoDeadLetters",
    "CompletionsTopic",
    "CompletionsQueue",
    "CompletionsDeadLetters",
    "AlertsTopic",
    "ReviewQueue",
    "ReviewDeadLetters",
    "EnforcementDeadLetters",
    "SweepDeadLetters",
    "AlarmsTopic",
}
REVIEW_OUTPUTS = {
    "ReviewApi",
    "ReviewConsole",
    "UserPool",
    "UserPoolClient",
    "UserPoolCliClient",
    "CloseCaseDeadLetters",
}


def outputs(template: Json) -> set[str]:
    """The outputs that are for people, without those between the stacks."""
    return {name for name in template["Outputs"] if not name.startswith("ExportsOutput")}


def test_synthesis_twice_gives_the_same_templates_and_assets(
    local: Assembly, tmp_path: Path
) -> None:
    settings = stage_settings(target="local", retain=False, silence_hours=0)
    again = synthesise(tmp_path / "out", "local", settings)
    assert again.templates == local.templates
    assert assets(again) == assets(local)


def assets(assembly: Assembly) -> set[str]:
    """The names of the assets, which are their hashes."""
    return {path.name for path in assembly.folder.glob("asset.*")}


@pytest.mark.parametrize("stage", ["aws", "local", "without_desk"])
def test_cfn_lint_finds_nothing(stage: str, request: pytest.FixtureRequest) -> None:
    assembly: Assembly = request.getfixturevalue(stage)
    for template in assembly.folder.glob("*.template.json"):
        assert [str(finding) for finding in lint_file(template)] == []


@pytest.mark.parametrize("stage", ["aws", "local", "without_desk"])
def test_cdk_nag_looked_and_found_nothing(stage: str, request: pytest.FixtureRequest) -> None:
    assembly: Assembly = request.getfixturevalue(stage)
    text = assembly.folder.joinpath("validation-report.json").read_text(encoding="utf-8")
    reports = json.loads(text)["pluginReports"]
    assert {report["pluginName"] for report in reports} >= {"AwsSolutions", "Serverless"}
    for report in reports:
        assert report["conclusion"] == "success", report


def test_what_nobody_excused_stops_the_synthesis(tmp_path: Path) -> None:
    made = cdk.App(
        outdir=str(tmp_path),
        context={**context(), "stages": {"dev": stage_settings()}, "stage": "dev"},
    )
    cdk_app.build(made, account="111122223333", region="eu-central-1")
    cdk.aws_sqs.Queue(cdk.Stack(made, "Careless"), "Queue")
    with pytest.raises(RuntimeError, match=r"Careless/Queue[^$]*AwsSolutions-SQS3"):
        made.synth()


def test_the_outputs_are_those_that_people_were_promised(aws: Assembly) -> None:
    assert outputs(aws.storage) == STORAGE_OUTPUTS
    assert outputs(aws.pipeline) == PIPELINE_OUTPUTS
    assert outputs(aws.review) == REVIEW_OUTPUTS


def test_there_is_no_hidden_function_and_no_custom_resource(aws: Assembly) -> None:
    kinds = {each["Type"] for each in aws.storage["Resources"].values()}
    assert kinds == {"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::DynamoDB::GlobalTable"}
    assert not [
        each
        for template in aws.templates
        for each in template["Resources"].values()
        if each["Type"].startswith("Custom::")
    ]


@pytest.mark.parametrize("stack", ["Storage", "Review"])
def test_stacks_with_what_cannot_be_made_again_are_protected_from_termination(
    aws: Assembly, local: Assembly, stack: str
) -> None:
    for assembly, protected in ((aws, True), (local, False)):
        manifest = json.loads(assembly.folder.joinpath("manifest.json").read_text(encoding="utf-8"))
        (found,) = [
            each
            for name, each in manifest["artifacts"].items()
            if f"-{stack}" in name and each["type"] == "aws:cloudformation:stack"
        ]
        assert found["properties"].get("terminationProtection", False) is protected


def test_a_local_stage_must_be_told_where_its_cloud_is(tmp_path: Path) -> None:
    made = cdk.App(
        outdir=str(tmp_path),
        context={"stages": {"local": stage_settings(target="local")}, "stage": "local"},
    )
    with pytest.raises(StageSettingsError, match="-c endpoint="):
        cdk_app.build(made, account=None, region="eu-central-1")


def test_a_region_must_be_known(tmp_path: Path) -> None:
    made = cdk.App(
        outdir=str(tmp_path), context={"stages": {"dev": stage_settings()}, "stage": "dev"}
    )
    with pytest.raises(StageSettingsError, match="Which Region"):
        cdk_app.build(made, account=None, region=None)


def test_a_mistake_in_the_policy_stops_the_synthesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("analyzers: {}\n", encoding="utf-8")
    monkeypatch.setattr(cdk_app, "POLICY", policy)
    made = cdk.App(
        outdir=str(tmp_path / "out"),
        context={"stages": {"dev": stage_settings()}, "stage": "dev"},
    )
    with pytest.raises(PolicyFileError, match="analysers"):
        cdk_app.build(made, account=None, region="eu-central-1")


def test_a_mistake_ends_the_app_with_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - this interpreter and our own file
        [sys.executable, cdk_app.__file__],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "CDK_CONTEXT_JSON": '{"stage": "dev"}'},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The context 'stages' is missing" in done.stderr
    assert "Traceback" not in done.stderr
