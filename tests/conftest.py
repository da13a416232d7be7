"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("pipeline", deadline=None)  # how fast a machine is, is no fact of ours
settings.load_profile("pipeline")

_HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run in several processes, one process has all that share something costly."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_sharing(item.path.relative_to(_HERE))))


def _sharing(file: Path) -> str:
    """What it shares: a cloud, a browser, synthesised stages; or what its own file makes."""
    room, *_ = file.parts
    if room == "e2e":
        return "/".join(file.parts[:2])
    return room if room in {"console", "infrastructure"} else file.with_suffix("").as_posix()
