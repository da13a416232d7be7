"""Settings of a stage: what is wrong is named."""

from typing import Any

import pytest

from lambdas.moderation.domain.desk_rules import DeskRules
from stacks.review_settings import Mfa, ReviewSettings
from stacks.settings import StageSettings, StageSettingsError, Target
from tests.infrastructure.templates import context, stage_settings


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
        ("video_jobs", 0, "video_jobs must be 1 to 1000"),
        ("video_jobs", 1001, "video_jobs must be 1 to 1000"),
        ("video_jobs", 2.5, "video_jobs is 2.5, not a whole number"),
        ("video_start_tps", 0, "video_start_tps must be above 0"),
        ("video_get_tps", -1, "video_get_tps must be above 0"),
        ("video_get_tps", "5", "video_get_tps is '5', not a number"),
        ("video_check_minutes", 0, "video_check_minutes must be 1 to 1440"),
        ("video_check_minutes", 1441, "video_check_minutes must be 1 to 1440"),
        ("retain", "yes", "retain is 'yes', not true or false"),
        ("alert_emails", "a@example.com", "alert_emails is 'a@example.com', not a list of texts"),
        ("alert_emails", ["nobody"], "alert_emails: 'nobody' is not an e-mail address"),
        ("readers", ["arn:aws:iam::111122223333:role/*"], "not the exact ARN of a role or user"),
        ("administrators", ["*"], "not the exact ARN of a role or user"),
        ("log_days", 15, "log_days must be one of"),
        ("noncurrent_days", 0, "noncurrent_days must be 1 or more"),
        ("silence_hours", 169, "silence_hours must be 0 to 168"),
        ("review", [], r"review: \[\] is not an object; null means no review desk"),
        (
            "review",
            {"claim_minuts": 5},
            "'claim_minuts' is not known. Did you mean `claim_minutes`",
        ),
        ("review", {"mfaa": "required"}, "'mfaa' is not known. Did you mean `mfa`"),
        ("review", {"claim_minutes": "5"}, "review.claim_minutes: '5' is not a number"),
        ("review", {"mfa": "sms"}, "review.mfa is 'sms'; it may be optional or required"),
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("video_jobs", 1),
        ("video_jobs", 1000),
        ("video_check_minutes", 1),
        ("video_check_minutes", 1440),
        ("video_start_tps", 0.5),
        ("video_get_tps", 20),
    ],
)
def test_what_videos_are_allowed_can_be_set(name: str, value: float) -> None:
    assert getattr(read(**{name: value}), name) == value


def test_what_videos_are_allowed_stays_below_the_quotas_of_a_new_account() -> None:
    given = stage_settings()
    for name in ("video_jobs", "video_start_tps", "video_get_tps", "video_check_minutes"):
        given.pop(name, None)
    settings = StageSettings.from_context("dev", {"dev": given})
    assert (settings.video_jobs, settings.video_check_minutes) == (18, 30)
    assert (settings.video_start_tps, settings.video_get_tps) == (5.0, 5.0)


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_every_stage_of_cdk_json_says_how_many_video_jobs_it_may_run(stage: str) -> None:
    stages = context()["stages"]
    assert set(stages) == {"local", "dev", "prod"}
    assert stages[stage]["video_jobs"] == 18


def test_no_review_desk_unless_the_stage_says_so() -> None:
    given = stage_settings()
    del given["review"]
    assert StageSettings.from_context("dev", {"dev": given}).review is None
    assert read(review=None).review is None


def test_a_review_desk_has_defaults_for_all_that_is_left_out() -> None:
    assert read(review={}).review == ReviewSettings(rules=DeskRules(), mfa=Mfa.OPTIONAL)


def test_the_rules_of_the_desk_and_its_sign_in_can_be_set() -> None:
    desk = read(review={"claim_minutes": 5, "mfa": "required"}).review
    assert desk == ReviewSettings(rules=DeskRules(claim_minutes=5.0), mfa=Mfa.REQUIRED)


@pytest.mark.parametrize("stage", ["aws", "my-aws", "cognito", "amazon-eu"])
def test_a_stage_with_a_desk_has_no_name_that_cognito_refuses(stage: str) -> None:
    with pytest.raises(StageSettingsError, match="cannot hold amazon or aws or cognito"):
        StageSettings.from_context(stage, {stage: stage_settings()})
    assert StageSettings.from_context(stage, {stage: stage_settings(review=None)}).stage == stage


def test_a_queue_for_a_profile_that_the_policy_does_not_have_is_refused() -> None:
    settings = read(review={"queues": [{"queue": "faces", "profiles": ["avatars"]}]})
    settings.check_profiles(["default", "avatars"])
    with pytest.raises(StageSettingsError, match=r"'avatars' is not a profile .*mean 'avatar'\?"):
        settings.check_profiles(["default", "avatar"])


def test_every_stage_of_cdk_json_has_a_desk() -> None:
    assert all(stage["review"] == {} for stage in context()["stages"].values())


def test_workers_can_be_set() -> None:
    settings = read(image_tps=50, image_workers=10)
    assert (settings.workers, settings.worker_tps) == (10, 5.0)
