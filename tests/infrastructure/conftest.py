"""The stages that the tests look at, each synthesised once."""

import json

import pytest

from tests.infrastructure.templates import Assembly, Json, stage_settings, synthesise

READER = "arn:aws:iam::111122223333:role/break-glass"
ADMINISTRATOR = "arn:aws:iam::111122223333:role/platform/storage-admin"


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A stage on AWS that uses every setting."""
    settings = stage_settings(
        image_tps=50,
        alert_emails=["moderators@example.com"],
        alarm_emails=["on-call@example.com"],
        readers=[READER],
        administrators=[ADMINISTRATOR],
        video_jobs=90,
        video_start_tps=6,
        video_get_tps=20,
        video_check_minutes=45,
        review={"claim_minutes": 5, "mfa": "required", "queues": [{"queue": "violence"}]},
    )
    return synthesise(tmp_path_factory.mktemp("aws") / "out", "prod", settings)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A stage on the local cloud."""
    settings = stage_settings(target="local", retain=False, silence_hours=0)
    return synthesise(tmp_path_factory.mktemp("local") / "out", "local", settings)


@pytest.fixture(scope="session")
def without_desk(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A stage on AWS whose team has a review tool of its own."""
    settings = stage_settings(review=None)
    return synthesise(tmp_path_factory.mktemp("deskless") / "out", "prod", settings)


@pytest.fixture(scope="session")
def machine(aws: Assembly) -> Json:
    """The state machine's properties."""
    return aws.resources("AWS::StepFunctions::StateMachine")["Video/Workflow/Machine"]


@pytest.fixture(scope="session")
def definition(machine: Json) -> Json:
    """The state machine's definition."""
    return dict(json.loads(machine["DefinitionString"]))
