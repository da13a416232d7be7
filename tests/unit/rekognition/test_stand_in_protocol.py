"""The protocol: permissions, the service model on both sides, and errors in the service's form."""

import asyncio
import json
import logging
from typing import Any

import pytest

from local.rekognition import app, model, operations
from local.rekognition.journal import NOTICE, journal
from local.rekognition.operations import OPERATIONS, Operation
from tests.unit.rekognition.callers import ARN, PICTURE, Client, FakeCaller, code_of, in_s3

BOTH = ["DetectModerationLabels", "DetectLabels"]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.caller.put("a.jpg")
    return client


@pytest.mark.parametrize("operation", BOTH)
def test_without_permission_for_the_action_access_is_denied_in_awss_words(
    operation: str, client: Client
) -> None:
    client.caller.allowed.discard(f"rekognition:{operation}")
    answer = client.call(operation, {"Image": in_s3("a.jpg")})
    assert answer["Error"] == {
        "Code": "AccessDeniedException",
        "Message": f"User: {ARN} is not authorized to perform: rekognition:{operation} because no "
        f"identity-based policy allows the rekognition:{operation} action",
    }


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"Image": {}},
        {"Image": None},
        {"Image": "a.jpg"},
        {"Image": {"S3Object": {"Bucket": "uploads"}}},
        {"Image": {"S3Object": {"Bucket": "u", "Name": "a.jpg"}}},
        {"Image": {"S3Object": {"Bucket": "up loads", "Name": "a.jpg"}}},
        {"Image": {"S3Object": {"Bucket": "uploads", "Name": "a" * 1025}}},
        {"Image": {"S3Object": {"Bucket": "uploads", "Name": "a.jpg"}, "Bytes": "YQ=="}},
        {"Image": {"Bytes": "not base64!"}},
        {"Image": {"Bytes": ""}},
        {"Image": in_s3("a.jpg"), "MinConfidence": 100.5},
        {"Image": in_s3("a.jpg"), "MinConfidence": -1},
        {"Image": in_s3("a.jpg"), "MinConfidence": 10**400},
        {"Image": in_s3("a.jpg"), "MinConfidence": "90"},
        {"Image": in_s3("a.jpg"), "MinConfidence": True},
        {"Image": in_s3("a.jpg"), "MaxLables": 3},
    ],
)
def test_a_request_against_the_service_model_is_refused(
    parameters: dict[str, Any], client: Client
) -> None:
    for operation in BOTH:
        answer = client.send(operation, json.dumps(parameters).encode())
        assert code_of(answer) == "InvalidParameterException"
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    "extra",
    [
        {"Features": ["FACES"]},
        {"Features": ["IMAGE_PROPERTIES"]},
        {"Features": ["GENERAL_LABELS"] * 3},
        {"MaxLabels": -1},
        {"MaxLabels": 2.5},
        {"Settings": {"GeneralLabels": {"LabelInclusionFilters": ["x" * 51]}}},
    ],
)
def test_detect_labels_own_parameters_are_checked(extra: dict[str, Any], client: Client) -> None:
    body = json.dumps({"Image": in_s3("a.jpg"), **extra}).encode()
    assert code_of(client.send("DetectLabels", body)) == "InvalidParameterException"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"MinConfidence": NaN}', b"[" * 99999]
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes, client: Client) -> None:
    assert code_of(client.send("DetectLabels", body)) == "SerializationException"


@pytest.mark.parametrize("operation", ["DetectFaces", "DetectDragons", "", "💥"])
def test_an_operation_that_is_not_simulated_is_a_clear_error(
    operation: str, client: Client
) -> None:
    answer = client.send(operation, b"{}")
    assert code_of(answer) == "UnknownOperationException"
    assert ", ".join(OPERATIONS) in answer["Error"]["Message"]
    assert operation not in client.door.report()["calls"]


def test_an_answer_that_breaks_the_model_is_a_500_with_the_reason_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Operation("DetectLabels", lambda _call: {"Labels": [{"Nmae": "Dog"}]})
    monkeypatch.setattr(app, "OPERATIONS", {"DetectLabels": broken})
    answer = client.labels("a.jpg")
    assert code_of(answer) == "InternalServerError"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "Nmae" in caplog.text


def test_a_confidence_over_100_never_leaves(client: Client) -> None:
    answer = {"ModerationLabels": [{"Name": "Weapons", "Confidence": 100.5}]}
    assert model.answer_mistakes("DetectModerationLabels", answer) != []
    assert client.moderation("a.jpg")["ModerationLabels"] == []


def test_a_failure_of_the_stand_in_itself_is_a_500_with_its_cause_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_object(*_arguments: object) -> None:
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr(client.caller, "read_object", read_object)
    assert code_of(client.labels("a.jpg")) == "InternalServerError"
    assert "the cause" in caplog.text


def test_every_code_it_refuses_with_is_one_of_the_operations_own(client: Client) -> None:
    for operation in BOTH:
        client.caller.allowed.clear()
        codes = {code_of(client.call(operation, {"Image": in_s3("a.jpg")}))}
        client.caller.allowed.update(each.iam_action for each in OPERATIONS.values())
        codes.add(code_of(client.call(operation, {"Image": in_s3("missing")})))
        codes.add(code_of(client.call(operation, {"Image": {"Bytes": b"x"}})))
        codes.add(code_of(client.call(operation, {"Image": {"Bytes": PICTURE + bytes(5_242_880)}})))
        codes.add(code_of(client.call(operation, {"Image": {}})))
        assert len(codes) == 5
        assert codes <= model.error_codes(operation)


def test_adapters_and_human_loops_are_refused(client: Client) -> None:
    arn = "arn:aws:rekognition:us-east-1:000000000000:project/p/version/v/1"
    assert code_of(client.moderation("a.jpg", ProjectVersion=arn)) == "ResourceNotFoundException"
    loop = {"HumanLoopName": "a", "FlowDefinitionArn": "arn"}
    answer = client.moderation("a.jpg", HumanLoopConfig=loop)
    assert code_of(answer) == "InvalidParameterException"


def test_the_log_begins_by_saying_that_it_is_a_script(caplog: pytest.LogCaptureFixture) -> None:
    journal.cache_clear()
    with caplog.at_level(logging.INFO):
        Client().labels("missing.jpg")
    assert caplog.messages[0] == NOTICE
    assert "a script: it sees nothing" in NOTICE


def test_the_front_door_answers_json_1_1() -> None:
    caller = FakeCaller()
    caller.put("weapons.jpg")
    body = json.dumps({"Image": in_s3("weapons.jpg")}).encode()
    target = "RekognitionService.DetectModerationLabels"
    status, headers, answer = asyncio.run(app.answer(target, {}, body, caller))
    assert status == 200
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert json.loads(answer)["ModerationLabels"][0] == {
        "Name": "Violence",
        "ParentName": "",
        "Confidence": 97.0,
        "TaxonomyLevel": 1,
    }


def test_the_defaults_are_those_of_the_api_reference() -> None:
    assert operations.DEFAULT_MODERATION_CONFIDENCE == 50
    assert operations.DEFAULT_LABELS_CONFIDENCE == 55
