"""The console's files: what there is, and what a browser is told each of them is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, whole. `tag` changes with its contents: an entity tag, quotes included."""

    text: str
    media_type: str
    tag: str


@cache
def files() -> Mapping[str, StaticFile]:
    """Every file by its path below the folder; no other path is ever opened."""
    paths = (path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in _TYPES)
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in paths}


@cache
def edition() -> str:
    """A name for all the files as they are now: another one as soon as any of them changes."""
    tags = (f"{name} {file.tag}" for name, file in sorted(files().items()))
    return hashlib.sha256("\n".join(tags).encode()).hexdigest()[:12]


def _read(path: Path) -> StaticFile:
    text = path.read_text(encoding="utf-8")
    return StaticFile(text, _TYPES[path.suffix], tag_of(text))


def tag_of(text: str) -> str:
    """The entity tag of a text."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
