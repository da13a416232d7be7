"""The results of a long video that the bench makes up: as many rows as it says, as paged."""

import json
from pathlib import Path

import pytest

from lambdas.moderation.domain.analysers import ANALYSERS
from local.bench import decide_pages


@pytest.mark.parametrize("kind", decide_pages.KINDS)
@pytest.mark.parametrize("analyser", ["moderation_labels", "labels"])
def test_pages_are_whole_in_order_of_time_and_end(
    kind: str, analyser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide_pages, "ROWS", {analyser: 2_500})
    count = decide_pages.write(tmp_path, kind, analyser)
    texts = [(tmp_path / f"{analyser}-{each}.json").read_text("utf-8") for each in range(count)]
    pages = [ANALYSERS[analyser].video.read(json.loads(text)) for text in texts]
    times = [each.at_ms for page in pages for each in page.sightings]
    assert [len(page.sightings) for page in pages] == [1_000, 1_000, 500]
    assert times == sorted(times)
    assert times[-1] > 0.9 * 6 * 3_600_000
    assert [page.next_page for page in pages] == ["1", "2", None]


def test_the_long_video_has_two_hundred_thousand_rows_on_more_than_two_hundred_pages() -> None:
    pages = [-(-rows // 1_000) for rows in decide_pages.ROWS.values()]
    assert sum(decide_pages.ROWS.values()) == 200_000
    assert sum(pages) > 200
