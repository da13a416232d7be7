"""Faults told at the control door."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.rekognition.control import DOOR, configure
from local.rekognition.faults import FaultDoor
from tests.unit.rekognition.callers import Client, Clock, code_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Client:
    client = Client(clock=clock)
    client.caller.put("a.jpg")
    return client


Control = Callable[[str, object], dict[str, Any]]


@pytest.fixture
def control(client: Client) -> Control:
    return client.control


def _codes(call: Callable[[str], dict[str, Any]], times: int) -> Counter[str]:
    return Counter(code_of(call("a.jpg")) for _ in range(times))


def test_a_throttle_lets_a_seconds_worth_in_and_then_so_many_a_second(
    client: Client, control: Control, clock: Clock
) -> None:
    control("POST", {"throttle_per_second": 5})
    assert _codes(client.labels, 20)[""] == 5
    clock.now += 1
    assert _codes(client.labels, 20)[""] == 5
    clock.now += 0.4
    assert _codes(client.labels, 20)[""] == 2
    clock.now += 100
    assert _codes(client.labels, 20)[""] == 5


def test_each_operation_has_its_own_bucket(client: Client, control: Control) -> None:
    control("POST", {"throttle_per_second": 3})
    assert _codes(client.labels, 9)[""] == 3
    assert _codes(client.moderation, 9)[""] == 3


def test_throttled_calls_get_both_of_the_services_codes(client: Client, control: Control) -> None:
    control("POST", {"throttle_per_second": 1})
    assert _codes(client.labels, 5) == {
        "": 1,
        "ThrottlingException": 2,
        "ProvisionedThroughputExceededException": 2,
    }
    assert client.labels("a.jpg")["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_throttle_of_less_than_one_a_second_lets_one_in_now_and_then(
    client: Client, control: Control, clock: Clock
) -> None:
    control("POST", {"throttle_per_second": 0.5, "throttle_code": "ThrottlingException"})
    assert _codes(client.labels, 4) == {"": 1, "ThrottlingException": 3}
    clock.now += 1
    assert _codes(client.labels, 4)[""] == 0
    clock.now += 1
    assert _codes(client.labels, 4)[""] == 1


def test_a_throttle_of_none_a_second_lets_nothing_in(
    client: Client, control: Control, clock: Clock
) -> None:
    control("POST", {"throttle_per_second": 0})
    clock.now += 100
    assert _codes(client.labels, 4)[""] == 0


def test_faults_may_be_for_some_operations_only(client: Client, control: Control) -> None:
    control("POST", {"throttle_per_second": 0, "delay_seconds": 1, "operations": ["DetectLabels"]})
    assert _codes(client.labels, 4)[""] == 0
    assert _codes(client.moderation, 4)[""] == 4
    assert client.slept == []


def test_a_failure_happens_so_many_times(client: Client, control: Control) -> None:
    control("POST", {"fail": {"code": "InternalServerError", "times": 3}})
    assert client.labels("a.jpg")["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert control("GET", None)["failures_left"] == 2
    assert _codes(client.labels, 5) == {"InternalServerError": 2, "": 3}


def test_a_failure_may_last_until_it_is_cleared(client: Client, control: Control) -> None:
    control("POST", {"fail": {"code": "ThrottlingException", "until_cleared": True}})
    assert _codes(client.labels, 50) == {"ThrottlingException": 50}
    control("DELETE", None)
    assert _codes(client.labels, 5) == {"": 5}


def test_calls_wait_as_long_as_told_even_those_that_fail(client: Client, control: Control) -> None:
    plan = {"delay_seconds": 0.3, "latency": [0.05, 0.1]}
    control("POST", {**plan, "fail": {"code": "InternalServerError", "times": 1}})
    assert _codes(client.labels, 2) == {"InternalServerError": 1, "": 1}
    assert client.slept == pytest.approx([0.4, 0.4])


def test_a_new_plan_replaces_the_one_before_and_keeps_the_counts(
    client: Client, control: Control
) -> None:
    control("POST", {"throttle_per_second": 1})
    _codes(client.labels, 3)
    after = control("POST", {})
    assert after["faults"] == {}
    assert after["calls"]["DetectLabels"]["throttled"] == 2


def test_the_counts_say_what_became_of_every_call(
    client: Client, control: Control, clock: Clock
) -> None:
    plan = {"throttle_per_second": 2, "throttle_code": "ThrottlingException"}
    assert control("POST", plan)["faults"] == plan
    _codes(client.labels, 3)
    clock.now += 1
    client.labels("missing.jpg")
    client.caller.allowed.clear()
    client.labels("a.jpg")
    assert control("GET", None)["calls"] == {
        "DetectLabels": {
            "accepted": 2,
            "throttled": 1,
            "refused": {
                "ThrottlingException": 1,
                "InvalidS3ObjectException": 1,
                "AccessDeniedException": 1,
            },
            "per_second": [
                {"at": 1000, "entered": 2, "throttled": 1},
                {"at": 1001, "entered": 1, "throttled": 0},
            ],
        }
    }


def test_clearing_forgets_faults_and_counts(client: Client, control: Control) -> None:
    control("POST", {"throttle_per_second": 1})
    _codes(client.labels, 3)
    after = control("DELETE", None)
    assert (after["faults"], after["calls"]) == ({}, {})


def test_the_control_door_says_that_it_is_a_script(control: Control) -> None:
    assert "it sees nothing" in control("GET", None)["notice"]


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ([], "a JSON object"),
        ({"throttle_per_secnd": 5}, "Did you mean `throttle_per_second`"),
        ({"throttle_per_second": -1}, "from 0"),
        ({"throttle_per_second": 10**400}, "from 0"),
        ({"throttle_per_second": float("nan")}, "from 0"),
        ({"throttle_per_second": True}, "a number"),
        ({"operations": ["DetectFaces"]}, "DetectModerationLabels, DetectLabels, Start"),
        ({"operations": "DetectLabels"}, "a list"),
        ({"operations": [[]]}, "a list"),
        ({"throttle_code": "Slow"}, "ThrottlingException"),
        ({"fail": {"code": "Slow", "times": 1}}, "InternalServerError"),
        ({"fail": {"code": [], "times": 1}}, "InternalServerError"),
        ({"fail": {"code": "InternalServerError"}}, "either times"),
        ({"fail": {"code": "InternalServerError", "times": 0}}, "either times"),
        ({"fail": {"code": "InternalServerError", "times": 1, "until_cleared": True}}, "either"),
        ({"delay_seconds": 901}, "at most 900"),
        ({"latency": [2, 1]}, "least first"),
        ({"latency": 1}, "two numbers"),
        ({"job_limit": 1.5}, "a whole number"),
        ({"job_seconds": [2, 1]}, "least first"),
        ({"job_seconds": "soon"}, "a number"),
        ({"jobs": {"lots": 0.5}}, "no mishap. Did you mean `lost`"),
        ({"jobs": {"lost": 1.5}}, "a share up to 1.0"),
        ({"jobs": {"lost": -1}}, "from 0"),
        ({"jobs": ["lost"]}, "an object of some of failed, lost, repeated, early"),
        ({"pages_expire": "yes"}, "a whole number"),
        ({"results_gone": 1}, "true or false"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_the_reason(plan: object, why: str) -> None:
    status, body = configure("POST", json.dumps(plan).encode(), FaultDoor())
    assert status == 400
    assert why in json.loads(body)["error"]


@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("fail"), inner),
    ).map(lambda document: json.dumps(document).encode())
)
def test_nothing_posted_makes_the_control_door_crash(body: bytes) -> None:
    status, answer = configure("POST", body, FaultDoor())
    assert status in {200, 400}
    json.loads(answer)


def test_other_methods_are_not_allowed() -> None:
    assert configure("PUT", b"{}", FaultDoor())[0] == 405


def test_the_control_door_and_the_front_door_share_one_state() -> None:
    assert configure.__defaults__ == (DOOR,)
