"""The results of video jobs, over the protocol."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples import videos
from tests.unit.rekognition.callers import APIS, Client, code_of, in_s3
from tests.unit.rekognition.movies import movie

SIX_HOURS_MS = 6 * 3_600_000
DAY = 86_400


@pytest.fixture
def client() -> Client:
    client = Client()
    client.caller.put("a.mp4", movie(), {"simulate": "weapons@88[0.5-1.5], label:dog@90[1-2]"})
    return client


def test_a_job_is_under_way_and_then_has_moderation_labels_with_their_time(client: Client) -> None:
    job_id = client.start("a.mp4", JobTag="tag.1")["JobId"]
    under_way = client.results(job_id)
    assert (under_way["JobStatus"], under_way["ModerationLabels"]) == ("IN_PROGRESS", [])
    client.clock.forward(60)
    done = client.results(job_id)
    assert done["JobStatus"] == "SUCCEEDED"
    assert done["ModerationModelVersion"] == "7.0"
    assert (done["JobId"], done["JobTag"], done["Video"]) == (job_id, "tag.1", in_s3("a.mp4"))
    seen = [
        (row["Timestamp"], row["ModerationLabel"]["Name"], row["ModerationLabel"]["ParentName"])
        for row in done["ModerationLabels"]
    ]
    assert seen == [
        (at, *label) for at in (500, 1000) for label in (("Violence", ""), ("Weapons", "Violence"))
    ]


def test_label_detection_finds_the_general_labels(client: Client) -> None:
    rows = client.rows(client.finished(api="LabelDetection"), "LabelDetection")
    dogs = [row for row in rows if row["Label"]["Name"] == "Dog"]
    assert [row["Timestamp"] for row in dogs] == [1000, 1500]
    assert {"Name": "Animal"} in dogs[0]["Label"]["Parents"]


def test_every_moderation_row_has_the_content_types_of_its_time(client: Client) -> None:
    client.caller.put("b.mp4", movie(), {"simulate": "weapons, animated@80[0-1]"})
    rows = client.rows(client.finished("b.mp4"))
    assert [len(row["ContentTypes"]) for row in rows] == [1, 1, 1, 1, 0, 0, 0, 0]
    assert rows[0]["ContentTypes"] == [{"Name": "Animated", "Confidence": 80.0}]


def test_the_metadata_are_those_of_the_real_file(client: Client) -> None:
    client.caller.put("real.mp4", videos.clip(seconds=4))
    done = client.results(client.finished("real.mp4"))
    assert done["VideoMetadata"] == {
        "Codec": "h264",
        "DurationMillis": 4000,
        "Format": "QuickTime / MOV",
        "FrameRate": 10.0,
        "FrameHeight": 120,
        "FrameWidth": 160,
        "ColorRange": "LIMITED",
    }


def test_an_unsupported_codec_is_accepted_and_the_job_fails(client: Client) -> None:
    client.caller.put("odd.mp4", videos.unsupported_codec_video())
    done = client.results(client.finished("odd.mp4"))
    assert (done["JobStatus"], done["StatusMessage"]) == ("FAILED", "Unsupported codec/format.")
    assert "VideoMetadata" not in done
    assert client.caller.published[0][1]["Status"] == "FAILED"


@settings(max_examples=50)
@given(st.binary(max_size=200), st.sampled_from(list(APIS)))
def test_any_bytes_end_in_a_job_that_failed(data: bytes, api: str) -> None:
    client = Client()
    client.caller.put("a.mp4", data)
    assert client.results(client.finished(api=api), api)["JobStatus"] == "FAILED"


@pytest.mark.parametrize(
    ("told", "least"), [({}, 50), ({"MinConfidence": 0}, 0), ({"MinConfidence": 80}, 80)]
)
@pytest.mark.parametrize("api", APIS)
def test_min_confidence_counts_when_the_job_starts(
    api: str, told: dict[str, float], least: float, client: Client
) -> None:
    words = [f"{word}@{at}" for word in ("gambling", "label:dog") for at in (40, 50, 80)]
    text = ",".join(f"{word}[{at}-{at + 1}]" for at, word in enumerate(words))
    client.caller.put("b.mp4", movie(duration_ms=9000), {"simulate": text})
    rows = client.rows(client.finished("b.mp4", api, **told), api)
    seen = {(row.get("ModerationLabel") or row["Label"])["Confidence"] for row in rows}
    assert seen == {each for each in (40, 50, 80) if each >= least}


def test_label_detection_filters_as_asked(client: Client) -> None:
    only = {"GeneralLabels": {"LabelInclusionFilters": ["Dog"]}}
    rows = client.rows(client.finished(api="LabelDetection", Settings=only), "LabelDetection")
    assert {row["Label"]["Name"] for row in rows} == {"Dog"}


@pytest.mark.parametrize("most", [1, 3, 7, 999, 1000, 5000])
@pytest.mark.parametrize("sort_by", ["TIMESTAMP", "NAME"])
def test_pages_give_every_row_once_in_order(most: int, sort_by: str, client: Client) -> None:
    length = 30 if most < 10 else 500
    file = movie(duration_ms=length * 1000)
    client.caller.put("long.mp4", file, {"simulate": "weapons@60, alcohol[2-5]"})
    job_id = client.finished("long.mp4")
    rows = client.rows(job_id, MaxResults=most, SortBy=sort_by)
    seen = [(row["Timestamp"], row["ModerationLabel"]["Name"]) for row in rows]
    assert len(seen) == len(set(seen)) == length * 2 * 2 + 6
    order = [(name, at) if sort_by == "NAME" else (at,) for at, name in seen]
    assert order == sorted(order)
    first = client.results(job_id, MaxResults=most, SortBy=sort_by)
    assert len(first["ModerationLabels"]) == min(most, 1000, len(rows))


def test_a_page_has_a_thousand_rows_where_nothing_is_asked(client: Client) -> None:
    client.caller.put("long.mp4", movie(duration_ms=SIX_HOURS_MS), {"simulate": "weapons"})
    assert len(client.results(client.finished("long.mp4"))["ModerationLabels"]) == 1000


def test_a_token_is_good_for_its_job_its_order_and_a_day(client: Client) -> None:
    job_id = client.finished()
    token = client.results(job_id, MaxResults=1)["NextToken"]
    other = client.finished()
    labels = client.finished(api="LabelDetection")
    assert "invalid" in _expiry(client, other, token)
    assert "invalid" in _expiry(client, job_id, token, SortBy="NAME")
    assert "invalid" in _expiry(client, job_id, token[:-4] + "AAA=")
    assert "invalid" in _expiry(client, job_id, "é")
    assert "invalid" in _expiry(client, job_id, "")
    stranger = client.results(labels, "LabelDetection", NextToken=token)
    assert code_of(stranger) == "InvalidPaginationTokenException"
    client.clock.forward(DAY - 600)
    assert len(client.results(job_id, NextToken=token)["ModerationLabels"]) == 3
    client.clock.forward(601)
    assert "expired" in _expiry(client, job_id, token)


def _expiry(client: Client, job_id: str, token: str, **told: Any) -> str:
    answer = client.results(job_id, NextToken=token, **told)
    assert code_of(answer) == "InvalidPaginationTokenException"
    return str(answer["Error"]["Message"])


def test_results_are_kept_seven_days(client: Client) -> None:
    job_id = client.finished()
    client.clock.forward(7 * DAY - 120)
    assert client.results(job_id)["JobStatus"] == "SUCCEEDED"
    client.clock.forward(121)
    assert code_of(client.results(job_id)) == "ResourceNotFoundException"


def test_a_job_is_unknown_to_the_other_operation(client: Client) -> None:
    job_id = client.finished()
    for unknown, api in ((job_id, "LabelDetection"), ("0" * 64, "ContentModeration")):
        assert code_of(client.results(unknown, api)) == "ResourceNotFoundException"


def test_segments_are_refused_in_words(client: Client) -> None:
    answer = client.results(client.finished(), AggregateBy="SEGMENTS")
    assert code_of(answer) == "InvalidParameterException"
    assert "TIMESTAMPS only" in answer["Error"]["Message"]
