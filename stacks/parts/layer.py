"""The layers: what runs in Lambda besides our code, built by pip without Docker, and the policy."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.settings import Target

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64

_BUILD = ROOT / ".build"
_PACKAGES = ROOT / "lambdas" / "requirements.txt"
_PICTURES = ROOT / "lambdas" / "requirements-pictures.txt"
_CONSTRAINTS = ROOT / "constraints.txt"
_AWS_WHEELS = (
    "--platform=manylinux2014_aarch64",
    "--platform=manylinux_2_28_aarch64",
    "--implementation=cp",
    "--python-version=3.13",
    "--only-binary=:all:",
)
"""What Lambda runs: Python 3.13 there stands on Amazon Linux 2023, whose glibc is 2.34."""

_LOCAL_WHEELS = ("--no-deps",)
"""The local cloud runs functions with the interpreter of this checkout, which has the rest."""


class LayerBuildError(RuntimeError):
    """pip could not build a layer; the message is what pip said."""


def dependency_layer(scope: Construct, id_: str, *, target: Target) -> lambda_.LayerVersion:
    """A layer with the pinned packages of lambdas/requirements.txt, for where the stage runs.

    Built once into `.build/`: the next synthesis takes it from there as long as the pins are the
    same. Raises `LayerBuildError`.
    """
    folder = _built(_PACKAGES, target)
    return _layer(scope, id_, folder, described="Pinned packages of the functions")


def picture_layer(scope: Construct, id_: str, *, target: Target) -> lambda_.LayerVersion:
    """The same with what it takes to work on pictures, for the one function that does."""
    return _layer(scope, id_, _built(_PICTURES, target), described="Pinned packages for pictures")


def policy_layer(scope: Construct, id_: str, *, policy_json: str) -> lambda_.LayerVersion:
    """A layer with the checked policy as `moderation_policy/policy.json`.

    An edit of the policy's meaning replaces this layer and nothing else; a comment changes nothing.
    """
    folder = _BUILD / "policy" / _digest(policy_json.encode())
    if not folder.exists():
        _BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_BUILD) as temporary:
            package = Path(temporary, "layer", "python", "moderation_policy")
            package.mkdir(parents=True)
            Path(package, "__init__.py").write_text('"""The policy of this deployment."""\n')
            Path(package, "policy.json").write_text(policy_json, encoding="utf-8")
            _move(Path(temporary, "layer"), folder)
    return _layer(scope, id_, folder, described="The moderation policy")


def _layer(scope: Construct, id_: str, folder: Path, *, described: str) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        id_,
        code=lambda_.Code.from_asset(str(folder)),
        compatible_runtimes=[RUNTIME],
        compatible_architectures=[ARCHITECTURE],
        description=described,
    )


def _built(requirements: Path, target: Target) -> Path:
    """The folder of a layer of packages, from `.build/` or made now by pip."""
    options = _LOCAL_WHEELS if target is Target.LOCAL else _AWS_WHEELS
    wanted = _wanted(requirements, target)
    pins = _CONSTRAINTS.read_bytes()
    interpreter = sys.version if target is Target.LOCAL else ""
    key = _digest("\0".join((*options, *wanted, interpreter)).encode(), pins)
    folder = _BUILD / "layers" / f"{target}-{key}"
    if not folder.exists():
        _BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_BUILD) as temporary:
            layer = Path(temporary, "layer")
            _pip_install(wanted, options, layer / "python")
            _move(layer, folder)
    return folder


def _wanted(requirements: Path, target: Target) -> list[str]:
    lines = (line.strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    pinned = [line for line in lines if line and not line.startswith("#")]
    if target is Target.LOCAL:
        return [line for line in pinned if not line.startswith("boto3")]
    return pinned


def _pip_install(wanted: list[str], options: tuple[str, ...], into: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-compile", "--constraint", str(_CONSTRAINTS), "--target", str(into)]
    done = subprocess.run(  # noqa: S603 - fixed words and our own pins, no shell
        [*command, *options, *wanted], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LayerBuildError(f"pip could not build a layer of packages:\n{done.stderr.strip()}")
    for scripts in ("bin", "Scripts"):
        shutil.rmtree(into / scripts, ignore_errors=True)


def _move(made: Path, folder: Path) -> None:
    """Moves it into place at once, so that two syntheses at a time see all of it or nothing."""
    folder.parent.mkdir(exist_ok=True, parents=True)
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
