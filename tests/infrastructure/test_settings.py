"""Settings of a stage: what is wrong is named."""

from typing import Any

import pytest

from stacks.settings import StageSettings, StageSettingsError, Target
from tests.infrastructure.templates import stage_settings


def read(**changes: object) -> StageSettings:
    """The settings of a stage named `dev` with these changes."""
    return StageSettings.from_context("dev", {"dev": stage_settings(**changes)})


def test_settings_are_typed() -> None:
    settings = read(image_tps=5, readers=["arn:aws:iam::111122223333:role/a/b"])
    assert settings.target is Target.AWS
    assert settings.image_tps == 5.0
    assert isinstance(settings.image_tps, float)
    assert settings.readers == ("arn:aws:iam::111122223333:role/a/b",)


def test_an_unknown_stage_is_refused_with_those_that_exist() -> None:
    with pytest.raises(StageSettingsError, match=r"no stage 'prd'.* dev, prod.* mean 'prod'\?"):
        StageSettings.from_context("prd", {"dev": {}, "prod": {}})


def test_no_stage_is_refused_with_how_to_name_one() -> None:
    with pytest.raises(StageSettingsError, match="-c stage=NAME"):
        StageSettings.from_context(None, {"dev": {}})


def test_no_stages_at_all_is_refused() -> None:
    with pytest.raises(StageSettingsError, match=r"cdk\.json"):
        StageSettings.from_context("dev", None)


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(StageSettingsError, match=r"'image_tp' is not .*mean 'image_tps'\?"):
        read(image_tp=5)


def test_a_missing_setting_is_named() -> None:
    settings = stage_settings()
    del settings["alert_emails"]
    with pytest.raises(StageSettingsError, match="'dev': the setting 'alert_emails' is missing"):
        StageSettings.from_context("dev", {"dev": settings})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("target", "gcp", "target is 'gcp'; it may be aws or local"),
        ("target", 1, "target is 1; it may be aws or local"),
        ("image_tps", "5", "image_tps is '5', not a number"),
        ("image_tps", True, "image_tps is True, not a number"),
        ("image_tps", 0, "image_tps must be above 0"),
        ("image_workers", 1, "image_workers must be 2 to 1000"),
        ("image_workers", 2.5, "image_workers is 2.5, not a whole number"),
        ("retain", "yes", "retain is 'yes', not true or false"),
        ("alert_emails", "a@example.com", "alert_emails is 'a@example.com', not a list of texts"),
        ("alert_emails", ["nobody"], "alert_emails: 'nobody' is not an e-mail address"),
        ("readers", ["arn:aws:iam::111122223333:role/*"], "not the exact ARN of a role or user"),
        ("administrators", ["*"], "not the exact ARN of a role or user"),
        ("log_days", 15, "log_days must be one of"),
        ("noncurrent_days", 0, "noncurrent_days must be 1 or more"),
        ("silence_hours", 169, "silence_hours must be 0 to 168"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: Any, problem: str) -> None:
    with pytest.raises(StageSettingsError, match=problem.replace("*", r"\*")):
        read(**{name: value})


@pytest.mark.parametrize("stage", ["Prod", "a-very-long-stage", "1st", ""])
def test_a_stages_name_must_fit_into_role_names(stage: str) -> None:
    with pytest.raises(StageSettingsError, match="1 to 12"):
        StageSettings.from_context(stage, {stage: stage_settings()})


@pytest.mark.parametrize(("tps", "workers"), [(1, 2), (5, 2), (16, 2), (17, 3), (50, 7)])
def test_workers_follow_from_the_quota(tps: int, workers: int) -> None:
    assert read(image_tps=tps).workers == workers


def test_workers_can_be_set() -> None:
    settings = read(image_tps=50, image_workers=10)
    assert (settings.workers, settings.worker_tps) == (10, 5.0)
