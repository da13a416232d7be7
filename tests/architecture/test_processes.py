"""Tests run in several processes, and those that share something costly in one of them."""

import pytest


def test_the_processes_heed_what_tests_share(request: pytest.FixtureRequest) -> None:
    """Groups are suffixes of names; xdist adds none where it does not know this pytest."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("There is one process.")
    for item in request.session.items:
        marker = item.get_closest_marker("xdist_group")
        assert marker is not None
        assert item.nodeid.endswith(f"@{marker.args[0]}")
