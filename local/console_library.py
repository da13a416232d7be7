"""The console's library, copied from node_modules so that the console is served without a build.

`make vendor` writes the copies after a pin in package.json was changed. A test holds them to what
is installed.
"""

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_INSTALLED = _ROOT / "node_modules"
_VENDOR = _ROOT / "lambdas" / "serve_console" / "static" / "vendor"
_MODULES = {
    "preact.js": "preact/dist/preact.mjs",
    "hooks.js": "preact/hooks/dist/hooks.mjs",
    "htm.js": "htm/dist/htm.mjs",
}
_LICENCES = {"LICENSE-preact.txt": "preact/LICENSE", "LICENSE-htm.txt": "htm/LICENSE"}
_BARE = {"preact": "./preact.js"}
_IMPORT = re.compile(r'from"(?P<name>[^"]+)"')
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)


def vendored() -> dict[str, str]:
    """Each file of `static/vendor` by its name, as the installed packages say it must be.

    Modules import each other by relative names, since a browser knows no others, and without the
    address of a source map that is not served. Raises `KeyError` for an import of anything else.
    """
    files = {name: _read(path) for name, path in _LICENCES.items()}
    return files | {name: _served(_read(path)) for name, path in _MODULES.items()}


def main() -> None:
    """Writes the copies."""
    _VENDOR.mkdir(parents=True, exist_ok=True)
    for name, text in vendored().items():
        (_VENDOR / name).write_text(text, encoding="utf-8")


def _read(path: str) -> str:
    return (_INSTALLED / path).read_text(encoding="utf-8")


def _served(text: str) -> str:
    relative = _IMPORT.sub(lambda found: f'from"{_BARE[found["name"]]}"', text)
    return _SOURCE_MAP.sub("", relative).rstrip() + "\n"


if __name__ == "__main__":
    main()
