"""The bridge closes each gap, and each gap is still there to be bridged."""

from collections.abc import Callable

import pytest

from local.cloud import gaps
from tests.e2e.cloud import desk_checks, s3_checks, service_checks, table_checks, workflow_checks
from tests.e2e.cloud.clients import Aws

pytestmark = pytest.mark.e2e

Check = Callable[[Aws], bool]
GAPS = (
    *s3_checks.CHECKS,
    *service_checks.CHECKS,
    *workflow_checks.CHECKS,
    *desk_checks.CHECKS,
    *table_checks.CHECKS,
)


@pytest.mark.parametrize("does_as_aws", GAPS, ids=lambda check: check.__name__)
def test_the_local_cloud_does_as_aws(aws: Aws, does_as_aws: Check) -> None:
    assert does_as_aws(aws)


@pytest.mark.parametrize("does_as_aws", GAPS, ids=lambda check: check.__name__)
def test_ministack_alone_still_has_the_gap(unbridged: Aws, does_as_aws: Check) -> None:
    assert not does_as_aws(unbridged), "ministack closed this gap: remove its bridge."


def test_another_version_of_ministack_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "MINISTACK_VERSION", "0.0.0")
    with pytest.raises(RuntimeError, match=r"made for 0\.0\.0"):
        gaps.check_version()
