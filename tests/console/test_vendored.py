"""The console's library is what was published, and what is pinned."""

import json

from local.console_library import vendored
from tests.console.loopback import STATIC

ROOT = STATIC.parents[2]


def test_the_copies_are_what_is_installed() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in (STATIC / "vendor").iterdir()}
    assert kept == vendored()


def test_what_is_installed_is_what_is_pinned() -> None:
    pins = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    for name in ("preact", "htm", "axe-core"):
        installed = json.loads((ROOT / "node_modules" / name / "package.json").read_text("utf-8"))
        assert pins[name] == installed["version"]
