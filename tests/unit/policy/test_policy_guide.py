"""The guide for Trust & Safety people: every example in it is run."""

import re
from pathlib import Path
from typing import Any

import pytest

from lambdas.moderation.domain.policy_parse import check
from policy_file import PolicyFileError, read
from policy_file.plain import plain

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "policy.md").read_text("utf-8")
SHIPPED: Any = plain((ROOT / "policy.yaml").read_text("utf-8")).data
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_an_example_is_a_policy_or_a_part_of_one(block: str) -> None:
    example: Any = plain(block).data
    part = {"rules": example, "profiles": {}} if isinstance(example, list) else example
    whole = part if "default" in part else SHIPPED | part
    assert check(whole) == []


def test_the_report_that_is_shown_is_the_one_that_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, report = re.findall(r"```yaml wrong\n(.*?)```.*?```text\n(.*?)```", GUIDE, re.DOTALL)[0]
    (tmp_path / "policy.yaml").write_text(wrong, "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyFileError) as caught:
        read(Path("policy.yaml"))
    assert str(caught.value) + "\n" == report


def test_every_reserved_reason_is_explained() -> None:
    assert all(f"`{name}`" in GUIDE for name in ("nothing-found", "default", "unknown-label"))
