"""`python -m local.demo`: the pipeline at work on this machine, shown and checked. `make demo`.

On a terminal it stays up at the end, with three cases open in the console, until Ctrl-C. Exit
codes: 0 everything came out as expected, 1 something did not, 2 a step failed, 130 stopped before
the end.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.text import Text

from local.cloud.deploy import step
from local.cloud.processes import CloudError, log_tail, start, status, stop
from local.cloud.settings import Cloud, default_folder
from local.demo import desk_pages, pages
from local.demo.desk import LEFT_OPEN
from local.demo.run import Demo, Result
from local.demo.screen import screen, show
from local.demo.stage import SignInTo
from local.demo.untrusted import visible

_STOPPED = 130


def main() -> int:
    """Runs the demo on the cloud of the folder, or on one of its own; the exit code."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    begun = time.monotonic()
    console, folder = screen(), default_folder()
    demo, running = Demo(console), status(folder)
    show(console, pages.note(pages.INTRODUCTION))
    try:
        with _cloud(running, folder, console) as cloud:
            result = demo.run(cloud)
            _tell(console, result, seconds=time.monotonic() - begun)
            if console.is_terminal:
                _invite(console, result.desk)
                if not running:
                    demo.doing = "the review desk was open"
                    _stay_up(console)
    except KeyboardInterrupt:
        show(console, Text(f"Stopped. This was going on: {demo.doing}."))
        return _STOPPED
    except Exception as error:  # whatever failed: its step is named, and its log
        _explain(console, demo.doing, error, folder)
        return 2
    show(console, pages.title("Next"))
    for line in pages.next_steps(folder, result.bucket if running else None):
        console.print(line, soft_wrap=True)
    return 1 if result.differences else 0


def _tell(console: Console, result: Result, *, seconds: float) -> None:
    """How it ended, and what was not as expected."""
    found = result.differences
    if found:
        show(console, pages.title("Not as expected"))
        show(console, pages.differences_table(found, console.width))
    else:
        console.print()
    show(console, pages.summary(result.counts, wrong=len(found), seconds=seconds))
    show(console, pages.note(f"{LEFT_OPEN} of the cases are left open."))


def _invite(console: Console, desk: SignInTo) -> None:
    console.print()
    page = desk_pages.invitation(
        console_url=desk.console_url, person=desk.person, password=desk.password
    )
    show(console, page)


def _stay_up(console: Console) -> None:
    """Waits until Ctrl-C: three cases are open, and the console is there to decide them."""
    show(console, pages.note("Ctrl-C stops the local cloud."))
    with suppress(KeyboardInterrupt):
        signal.pause()


@contextmanager
def _cloud(running: Cloud | None, folder: Path, console: Console) -> Iterator[Cloud]:
    """The cloud that runs and is left running, or one started here, which ends come what may."""
    if running:
        console.print(f"  The local cloud runs already ({running.endpoint}) and is left running.")
        yield running
        return
    try:
        with step(console, "start the local cloud, with IAM and TLS on"):
            cloud = start(folder)
        yield cloud
    finally:
        # A second Ctrl-C must not leave half a cloud behind; ending it takes seconds.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        with step(console, "stop the local cloud"):
            stop(folder)
        signal.signal(signal.SIGINT, before)


def _explain(console: Console, doing: str, error: Exception, folder: Path) -> None:
    console.print(Text(f"\n✗ This step failed: {doing}", style="bold red"))
    if isinstance(error, CloudError):
        console.print(Text(str(error)), soft_wrap=True)
        return
    console.print(Text(visible(f"{type(error).__name__}: {error}")), soft_wrap=True)
    console.print(Text(log_tail(folder / "logs" / "cloud.log")), soft_wrap=True)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
