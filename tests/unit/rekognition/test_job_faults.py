"""What goes wrong with video jobs as told at the control door, and the counts of it."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.rekognition.callers import Client, code_of
from tests.unit.rekognition.movies import movie


@pytest.fixture
def client() -> Client:
    client = Client()
    client.caller.put("a.mp4", movie(), {"simulate": "weapons"})
    return client


def _run(client: Client, jobs: int) -> list[str]:
    """Starts so many jobs, one after the other, and lets all end."""
    ids = []
    for _ in range(jobs):
        ids.append(client.start("a.mp4")["JobId"])
        client.clock.forward(60)
    return ids


def _told(client: Client) -> Counter[str]:
    return Counter(message["JobId"] for _, message in client.caller.published)


def _failed(client: Client, ids: list[str]) -> list[int]:
    """Numbers, from 1, of the jobs that failed."""
    statuses = [client.results(each)["JobStatus"] for each in ids]
    return [number for number, status in enumerate(statuses, 1) if status == "FAILED"]


def test_twenty_jobs_run_at_a_time_of_both_kinds_together(client: Client) -> None:
    for number in range(20):
        assert "JobId" in client.start("a.mp4", ("ContentModeration", "LabelDetection")[number % 2])
    refused = client.start("a.mp4")
    assert refused["Error"] == {
        "Code": "LimitExceededException",
        "Message": "20 open Jobs. Maximum limit: 20",
    }
    client.clock.forward(60)
    assert "JobId" in client.start("a.mp4")


def test_the_limit_and_the_time_of_jobs_are_told(client: Client) -> None:
    client.control("POST", {"job_limit": 2, "job_seconds": 10})
    first, _ = client.start("a.mp4")["JobId"], client.start("a.mp4")
    assert code_of(client.start("a.mp4")) == "LimitExceededException"
    client.clock.forward(9.9)
    assert client.results(first)["JobStatus"] == "IN_PROGRESS"
    client.clock.forward(0.1)
    assert client.results(first)["JobStatus"] == "SUCCEEDED"


def test_a_job_takes_half_a_second_and_a_thousandth_of_the_video(client: Client) -> None:
    client.caller.put("long.mp4", movie(duration_ms=3_600_000))
    job_id = client.start("long.mp4")["JobId"]
    client.clock.forward(4)
    assert client.results(job_id)["JobStatus"] == "IN_PROGRESS"
    client.clock.forward(0.2)
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


def test_the_time_of_jobs_may_be_drawn(client: Client) -> None:
    client.control("POST", {"job_seconds": [2, 4]})
    job_id = client.start("a.mp4")["JobId"]
    client.clock.forward(3.9)
    assert client.results(job_id)["JobStatus"] == "IN_PROGRESS"
    client.clock.forward(0.1)
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


def test_five_percent_of_each_mishap_are_every_twentieth_job_each_another(client: Client) -> None:
    kinds = ("failed", "lost", "repeated", "early")
    client.control("POST", {"jobs": dict.fromkeys(kinds, 0.05)})
    ids = _run(client, 60)
    told = _told(client)
    assert _failed(client, ids) == [20, 40, 60]
    assert [number for number, each in enumerate(ids, 1) if told[each] == 0] == [19, 39, 59]
    assert [number for number, each in enumerate(ids, 1) if told[each] == 2] == [18, 38, 58]
    jobs = client.control("GET")["jobs"]
    assert {name: jobs[name] for name in ("started", "succeeded", "failed")} == {
        "started": 60,
        "succeeded": 57,
        "failed": 3,
    }
    assert jobs["messages"] == {
        "published": 60,
        "refused": 0,
        "lost": 3,
        "repeated": 3,
        "early": 3,
    }


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.sampled_from(["failed", "lost", "repeated", "early"]),
        st.floats(0, 1) | st.integers(0, 5),
    ),
    st.integers(0, 25),
)
def test_a_share_or_count_of_jobs_meets_that_many(told: dict[str, float], jobs: int) -> None:
    client = Client()
    client.caller.put("a.mp4", movie())
    client.control("POST", {"jobs": told})
    ids = _run(client, jobs)
    amount = told.get("failed", 0)
    expected = min(amount, jobs) if isinstance(amount, int) else amount * jobs
    assert abs(len(_failed(client, ids)) - expected) <= 1


def test_counts_meet_the_first_jobs_one_kind_after_the_other(client: Client) -> None:
    client.control("POST", {"jobs": {"lost": 1, "failed": 2}})
    ids = _run(client, 5)
    assert _failed(client, ids) == [1, 2]
    assert [_told(client)[each] for each in ids] == [1, 1, 0, 1, 1]


def test_only_jobs_started_under_a_plan_are_concerned(client: Client) -> None:
    before = client.start("a.mp4")["JobId"]
    client.control("POST", {"jobs": {"failed": 1.0}})
    during = client.start("a.mp4")["JobId"]
    client.control("POST", {})
    after = client.start("a.mp4")["JobId"]
    client.clock.forward(60)
    assert _failed(client, [before, during, after]) == [2]
    assert "told to let this job fail" in client.results(during)["StatusMessage"]


def test_an_early_message_is_out_before_the_answer(client: Client) -> None:
    client.control("POST", {"jobs": {"early": 1.0}})
    job_id = client.start("a.mp4")["JobId"]
    assert _told(client) == {job_id: 1}
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


def test_pagination_tokens_expire_so_often_or_until_cleared(client: Client) -> None:
    (job_id,) = _run(client, 1)
    token = client.results(job_id, MaxResults=1)["NextToken"]
    for told, refused in ((2, 2), (True, 4), (False, 0)):
        client.control("POST", {"pages_expire": told})
        codes = [code_of(client.results(job_id, NextToken=token)) for _ in range(4)]
        assert codes == ["InvalidPaginationTokenException"] * refused + [""] * (4 - refused)
        assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


def test_results_may_be_gone_at_once(client: Client) -> None:
    (job_id,) = _run(client, 1)
    running = client.start("a.mp4")["JobId"]
    client.control("POST", {"results_gone": True})
    assert code_of(client.results(job_id)) == "ResourceNotFoundException"
    assert client.results(running)["JobStatus"] == "IN_PROGRESS"
    client.control("DELETE")
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


def test_the_report_counts_jobs_and_the_seconds_they_ran(client: Client) -> None:
    client.control("POST", {"job_seconds": 10})
    client.start("a.mp4")
    client.clock.forward(4)
    client.start("a.mp4")
    client.clock.forward(8)
    assert client.control("GET")["jobs"] == {
        "limit": 20,
        "running": 1,
        "most_at_once": 2,
        "started": 2,
        "succeeded": 1,
        "failed": 0,
        "seconds": 18.0,
        "messages": {"published": 1, "refused": 0, "lost": 0, "repeated": 0, "early": 0},
    }


def test_clearing_forgets_the_counts_but_not_the_jobs(client: Client) -> None:
    client.control("POST", {"job_seconds": 10})
    job_id = client.start("a.mp4")["JobId"]
    client.clock.forward(4)
    jobs = client.control("DELETE")["jobs"]
    assert (jobs["running"], jobs["most_at_once"], jobs["started"], jobs["seconds"]) == (1, 1, 0, 0)
    client.clock.forward(60)
    assert client.control("GET")["jobs"]["seconds"] == 6
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"


@pytest.mark.parametrize(
    "plan",
    [
        {"job_limit": 3, "job_seconds": 2.5, "pages_expire": 2, "results_gone": True},
        {"job_seconds": [1.0, 2.0], "jobs": {"lost": 0.05, "early": 3}, "pages_expire": True},
    ],
)
def test_the_report_shows_the_plan_as_it_was_told(plan: dict[str, Any], client: Client) -> None:
    assert client.control("POST", plan)["faults"] == plan


@pytest.mark.parametrize("operation", ["StartContentModeration", "GetContentModeration"])
def test_the_faults_of_all_operations_hold_for_videos(operation: str, client: Client) -> None:
    (job_id,) = _run(client, 1)

    def call() -> str:
        known = client.start("a.mp4"), client.results(job_id)
        return code_of(known[operation == "GetContentModeration"])

    fail = {"code": "LimitExceededException", "times": 1}
    client.control("POST", {"operations": [operation], "fail": fail, "delay_seconds": 0.3})
    assert [call(), call()] == ["LimitExceededException", ""]
    assert client.slept == [0.3, 0.3]
    throttle = {"throttle_per_second": 1, "throttle_code": "ThrottlingException"}
    client.control("POST", {"operations": [operation], **throttle})
    assert [call(), call()] == ["", "ThrottlingException"]
