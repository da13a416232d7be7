"""The layers: the right packages for where they run, and the policy that was checked."""

import subprocess
from pathlib import Path

import pytest

import policy_file
from lambdas.moderation.domain.policy_json import from_json
from stacks.parts import layer
from stacks.parts.layer import LayerBuildError
from tests.architecture.source import pins
from tests.infrastructure.templates import Assembly, stage_settings, synthesise


def archive(assembly: Assembly, package: str) -> Path:
    """The `python` folder of the layer that holds that package."""
    (found,) = assembly.folder.glob(f"asset.*/python/{package}")
    return found.parent


def versions(folder: Path) -> dict[str, str]:
    """The distributions in a layer."""
    found = (path.name.removesuffix(".dist-info") for path in folder.glob("*.dist-info"))
    pairs = (name.rsplit("-", 1) for name in found)
    return {name.replace("_", "-").lower(): version for name, version in pairs}


def test_on_aws_the_layer_holds_exactly_what_the_requirements_pin(aws: Assembly) -> None:
    check_versions(versions(archive(aws, "boto3")), "requirements.txt")


def test_on_aws_the_picture_layer_holds_exactly_what_its_requirements_pin(aws: Assembly) -> None:
    check_versions(versions(archive(aws, "PIL")), "requirements-pictures.txt")


def check_versions(installed: dict[str, str], requirements: str) -> None:
    """Exactly what is pinned there, and what that brings along as the constraints pin it."""
    pinned = pins(layer.ROOT / "lambdas" / requirements)
    constraints = {
        name.replace("_", "-"): version
        for name, version in pins(layer.ROOT / "constraints.txt").items()
    }
    assert {name: installed[name] for name in pinned} == pinned
    assert installed == {name: constraints[name] for name in installed}


@pytest.mark.parametrize("package", ["boto3", "PIL"])
def test_on_aws_every_wheel_is_for_arm64_or_for_any_machine(aws: Assembly, package: str) -> None:
    for wheel in archive(aws, package).glob("*.dist-info/WHEEL"):
        tags = [
            line for line in wheel.read_text(encoding="utf-8").splitlines() if line[:4] == "Tag:"
        ]
        assert all(tag.endswith(("-any", "aarch64")) for tag in tags), wheel


def test_the_local_layer_leaves_boto3_to_the_machine(local: Assembly) -> None:
    pinned = pins(layer.ROOT / "lambdas" / "requirements.txt")
    assert set(versions(archive(local, "aws_lambda_powertools"))) == set(pinned) - {"boto3"}


def test_the_local_picture_layer_is_for_this_machine(local: Assembly) -> None:
    assert set(versions(archive(local, "PIL"))) == {"pillow"}


def test_a_layer_holds_no_compiled_files_and_no_scripts(aws: Assembly) -> None:
    folder = archive(aws, "boto3")
    assert not (folder / "bin").exists()
    assert not list(folder.rglob("__pycache__"))


def test_the_policy_in_the_layer_is_the_checked_policy(aws: Assembly) -> None:
    folder = archive(aws, "moderation_policy")
    text = folder.joinpath("moderation_policy", "policy.json").read_text(encoding="utf-8")
    assert from_json(text) == policy_file.read(layer.ROOT / "policy.yaml")
    assert folder.joinpath("moderation_policy", "__init__.py").is_file()


def test_only_what_reads_the_policy_has_it(aws: Assembly) -> None:
    functions = aws.resources("AWS::Lambda::Function")
    assert {path for path, function in functions.items() if "Policy" in function["Layers"]} == {
        "Intake/ScreenUpload/Function",
        "Video/Jobs/StartVideoJob/Function",
        "Video/DecideVideo/Function",
        "Cases/OpenCase/Function",
        "Api/ReviewApi/Function",
    }


def test_only_the_function_that_shows_uploads_works_on_pictures(aws: Assembly) -> None:
    functions = aws.resources("AWS::Lambda::Function")
    with_pictures = [
        path for path, each in functions.items() if "Uploads/Pictures" in each["Layers"]
    ]
    assert with_pictures == ["Uploads/ShowUpload/Function"]


def test_no_stack_uses_a_layer_of_another(aws: Assembly) -> None:
    """A layer is replaced at every change, and an export that is in use cannot be."""
    for template in aws.templates:
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Lambda::Function":
                assert all("Ref" in each for each in resource["Properties"]["Layers"])


def test_every_function_has_the_pinned_packages(aws: Assembly) -> None:
    for path, function in aws.resources("AWS::Lambda::Function").items():
        assert function["Layers"][0] == "Packages", path


@pytest.mark.usefixtures("local")
def test_a_second_synthesis_calls_no_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pip was called again")

    monkeypatch.setattr(subprocess, "run", refuse)
    synthesise(tmp_path / "out", "local", stage_settings(target="local"))


def test_what_pip_says_stops_the_synthesis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("./nowhere\n", encoding="utf-8")
    monkeypatch.setattr(layer, "_PACKAGES", requirements)
    monkeypatch.setattr(layer, "_BUILD", tmp_path / "build")
    with pytest.raises(LayerBuildError, match="nowhere"):
        synthesise(tmp_path / "out", "local", stage_settings(target="local"))
    assert not list((tmp_path / "build").glob("layers/*"))
