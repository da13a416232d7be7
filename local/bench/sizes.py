"""How large what Lambda loads is: each function's archive, and the layers."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import policy_file
from lambdas.moderation.domain.policy_json import to_json
from local.bench.functions import FUNCTIONS
from local.bench.report import Cell, Figure, Part, Table

_REPOSITORY = Path(__file__).resolve().parents[2]
_SHARED = "moderation"
_KIB = 1024
_LAYERS = {"layer with the packages": "boto3", "layer with the pictures": "PIL"}
"""The layers of packages, each by a package that only it has."""
_NOT_BUILT = "A layer for AWS is not built: run `make synth` first."


def measure() -> Part:
    """Bytes on disk and zipped, as the stack packs them; the AWS layer as pip installs it."""
    rows: list[tuple[Cell, ...]] = []
    figures = []
    for function in FUNCTIONS:
        zipped, whole, count = archive(_code_of(function.package), below=_REPOSITORY)
        rows.append((f"{function.name}, code", count, round(whole / _KIB), round(zipped / _KIB)))
        figures.append(Figure(what=f"{function.name}, zipped", value=zipped / _KIB, unit="KiB"))
    policy = len(to_json(policy_file.read(_REPOSITORY / "policy.yaml")).encode())
    rows.append(("layer with the policy", 2, round(policy / _KIB), ""))
    layers = {name: aws_layer(package) for name, package in _LAYERS.items()}
    for whole_name, layer in layers.items():
        for name, files in _parts(whole_name, layer) if layer else []:
            zipped, whole, count = archive(files, below=layer or _REPOSITORY)
            rows.append((name, count, round(whole / _KIB), round(zipped / _KIB)))
            if name == whole_name:
                figures.append(Figure(what=f"{name}, zipped", value=zipped / _KIB**2, unit="MiB"))
    table = Table(title="Sizes", columns=("what", "files", "KiB", "zipped KiB"), rows=tuple(rows))
    return Part(
        name="sizes",
        title="Package sizes",
        figures=tuple(figures),
        tables=(table,),
        notes=() if all(layers.values()) else (_NOT_BUILT,),
    )


def archive(files: Iterable[Path], *, below: Path) -> tuple[int, int, int]:
    """Zipped bytes, plain bytes and the number of files."""
    out = io.BytesIO()
    whole = count = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for path in files:
            written.write(path, path.relative_to(below))
            whole, count = whole + path.stat().st_size, count + 1
    return len(out.getvalue()), whole, count


def aws_layer(package: str) -> Path | None:
    """The layer for AWS with that package, as the last synthesis of such a stage left it."""
    layers = sorted(
        (
            path
            for path in (_REPOSITORY / ".build" / "layers").glob("aws-*")
            if (path / "python" / package).is_dir()
        ),
        key=lambda path: path.stat().st_mtime,
    )
    return layers[-1] if layers else None


def _code_of(package: str) -> list[Path]:
    lambdas = _REPOSITORY / "lambdas"
    return [
        lambdas / "__init__.py",
        *_files(lambdas / package),
        *_files(lambdas / _SHARED),
    ]


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _parts(name: str, layer: Path) -> list[tuple[str, list[Path]]]:
    folders = sorted(path for path in (layer / "python").iterdir() if path.is_dir())
    named = [path for path in folders if not path.name.endswith(".dist-info")]
    return [
        (name, _files(layer)),
        *((f"  {path.name}", _files(path)) for path in named),
    ]
