"""The CDK app: reads the stage's settings and makes the stacks in flow order, nothing else."""

import os
import sys
from pathlib import Path

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

import policy_file
from policy_file import PolicyFileError
from stacks.parts.layer import LayerBuildError
from stacks.pipeline import PipelineStack
from stacks.review import ReviewStack
from stacks.settings import StageSettings, StageSettingsError
from stacks.storage import StorageStack

POLICY = Path(__file__).resolve().parent / "policy.yaml"


def build(app: cdk.App, *, account: str | None, region: str | None) -> None:
    """Makes the stacks of the stage that the context names. Makes no AWS call.

    Raises `StageSettingsError`, `PolicyFileError` or `LayerBuildError`.
    """
    stage = StageSettings.from_context(
        app.node.try_get_context("stage"), app.node.try_get_context("stages")
    )
    if not region:
        raise StageSettingsError("Which Region? Set AWS_REGION; role names carry it.")
    env = cdk.Environment(account=account, region=region)
    prefix = f"ContentModeration-{stage.stage}"
    policy = policy_file.read(POLICY)
    stage.check_profiles(policy.profiles)
    storage = StorageStack(app, f"{prefix}-Storage", stage=stage, env=env)
    pipeline = PipelineStack(
        app,
        f"{prefix}-Pipeline",
        stage=stage,
        env=env,
        uploads=storage.uploads,
        evidence=storage.evidence,
        table=storage.table,
        policy=policy,
    )
    if stage.review and pipeline.desk:
        ReviewStack(
            app,
            f"{prefix}-Review",
            stage=stage,
            desk=stage.review,
            env=env,
            uploads=storage.uploads,
            table=storage.table,
            policy=policy,
            review=pipeline.review,
            address=pipeline.desk,
            alarms=pipeline.alarms,
        )
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def main() -> None:
    """What `cdk` runs. A mistake in settings or policy ends it with a sentence, not a traceback."""
    app = cdk.App()
    region = os.environ.get("CDK_DEFAULT_REGION") or os.environ.get("AWS_REGION")
    try:
        build(app, account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=region)
    except (StageSettingsError, PolicyFileError, LayerBuildError) as error:
        sys.exit(str(error))
    app.synth()


if __name__ == "__main__":
    main()
