"""Where a long answer goes: to standard output, or to a file that is there whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.errors import CommandError

Write = Callable[[str], object]


@contextmanager
def written_to(path: Path | None) -> Iterator[Write]:
    """What writes text to standard output, or to the file of that name.

    The file gets its name at the end: whatever stops it before, what stood there under this name
    stands there still. Only its owner can read it. Raises `CommandError` where it cannot be
    written.
    """
    if path is None:
        yield sys.stdout.write
        sys.stdout.flush()
        return
    try:
        with _beside(_checked(path)) as write:
            yield write
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _beside(final: Path) -> Iterator[Write]:
    with tempfile.NamedTemporaryFile(
        "w",
        encoding="utf-8",
        newline="",
        dir=final.parent,
        prefix=f".{final.name[:100]}.",
        suffix=".part",
        delete=False,
    ) as part:
        try:
            yield part.write
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(final)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _checked(path: Path) -> Path:
    """The file itself, where the path is a link to it."""
    final = path.resolve()
    if final.exists() and not final.is_file():
        raise CommandError(f"{path} is not a file. Leave --output out for standard output.")
    return final
