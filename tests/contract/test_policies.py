"""The policy out of its layer: a package on the import path, as in Lambda."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.moderation.aws.policies import LayerPolicies
from lambdas.moderation.domain.errors import Misconfigured, Retryable
from lambdas.moderation.domain.policy_json import to_json
from policy_file.reading import read
from tests.fakes import FakePolicies

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "moderation_policy"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package / "policy.json"
    sys.modules.pop("moderation_policy", None)


class TestPolicies:
    def test_the_fake_and_the_layer_give_the_same_policy(self, layer: Path) -> None:
        shipped = read(ROOT / "policy.yaml")
        layer.write_text(to_json(shipped), encoding="utf-8")
        assert LayerPolicies().current() == FakePolicies(shipped).current() == shipped

    def test_the_layer_is_read_once(self) -> None:
        texts = [to_json(read(ROOT / "policy.yaml"))]
        policies = LayerPolicies(texts.pop)
        assert policies.current() is policies.current()

    def test_a_missing_package_is_our_set_up(self) -> None:
        with pytest.raises(Misconfigured) as raised:
            LayerPolicies().current()
        assert raised.value.code == "policy-missing"

    def test_a_missing_file_is_our_set_up(self, layer: Path) -> None:
        assert not layer.exists()
        with pytest.raises(Misconfigured):
            LayerPolicies().current()

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\ufeff"])
    def test_a_broken_policy_is_our_set_up_and_retried(self, text: str) -> None:
        with pytest.raises(Retryable) as raised:
            LayerPolicies(lambda: text).current()
        assert raised.value.code == "policy-unreadable"

    def test_a_failure_is_not_remembered(self, layer: Path) -> None:
        policies = LayerPolicies()
        with pytest.raises(Misconfigured):
            policies.current()
        layer.write_text(to_json(read(ROOT / "policy.yaml")), encoding="utf-8")
        assert policies.current().profiles
