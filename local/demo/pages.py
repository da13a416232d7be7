"""What the demo shows beside the table of uploads: the alert, and how it ended."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from lambdas.moderation.domain.verdict import Status
from local.demo.expectations import Difference
from local.demo.rows import STYLE, key_cells
from local.demo.untrusted import clipped, visible

INTRODUCTION = (
    "The content-moderation pipeline on this machine: real templates, handlers, IAM policies and "
    "files. One thing is scripted: what Rekognition sees in a picture or video. A stand-in answers "
    "for it, told by the upload's metadata (simulate=weapons@85, for seconds weapons@85[4-7])."
)
COLUMNS_EXPLAINED = (
    "seconds: from S3 taking the upload until the verdict's EventBridge event. app reads: what an "
    "IAM user with s3:* on the bucket then gets for that version."
)
BARS_EXPLAINED = (
    "A bar is a video's length, marked where the label was seen. A rule may ask for some seconds "
    "of it: one moment does not condemn an hour. Moderators get the same spans with the alert."
)
MAIL_EXPLAINED = (
    "The subject came through the topic. The local cloud sends no mail: the text is made here from "
    "the stored verdict, by the function that the pipeline publishes it with."
)


def title(text: str) -> Text:
    """The heading of a part."""
    return Text(f"\n{text}", style="bold")


def note(text: str) -> Text:
    """An aside."""
    return Text(text, style="dim")


def mail(*, to: Sequence[str], subject: str, text: str) -> Panel:
    """An alert as a mail program shows it."""
    header = Text("To:       ", style="dim")
    header.append(visible(", ".join(to) or "nobody is subscribed yet"), style="not dim")
    header.append("\nSubject:  ")
    header.append(visible(subject), style="bold not dim")
    # The lines of the text are the writer's; what is inside of them was made safe by it.
    lines = "\n".join(visible(line).replace("\\\\", "\\") for line in text.rstrip().split("\n"))
    return Panel(Group(header, Text(), Text(lines)), expand=False, padding=(0, 2))


def differences_table(found: Sequence[Difference], width: int) -> Table:
    """What did not come out as the catalogue says."""
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in ("upload", "what", "expected", "got"):
        grid.add_column(name, overflow="fold")
    for each in found:
        key = clipped(visible(each.key), key_cells(width))
        texts = (key, each.what, each.expected, visible(each.got))
        grid.add_row(*map(Text, texts), style="red")
    return grid


def summary(counts: Mapping[Status, int], *, wrong: int, seconds: float) -> Text:
    """How it ended, in one line."""
    text = Text()
    text.append("✗ " if wrong else "✓ ", style="bold red" if wrong else "bold green")
    text.append(f"{sum(counts.values())} uploads: ", style="bold")
    for number, (status, count) in enumerate(counts.items()):
        text.append(", " if number else "")
        text.append(f"{count} {status.value.replace('_', ' ')}", style=STYLE.get(status, ""))
    things = "1 thing is" if wrong == 1 else f"{wrong} things are"
    text.append(f"; {things} not as expected." if wrong else "; all as expected.")
    text.append(f" {seconds:.0f} s.")
    return text


def next_steps(folder: Path, bucket: str | None) -> Iterator[Text]:
    """What to try now, a line each. `bucket` is that of a cloud that keeps running, else None."""
    here = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    start = f". {here}/env.sh" if bucket else f"make up && . {here}/env.sh"
    name = bucket or f"$(jq -r '.[].UploadsBucket // empty' {here}/outputs.json)"
    steps = (
        ("the pipeline to play with, until `make down`", start),
        (
            "an upload of yours; the stand-in will see what you tell it",
            f"aws s3 cp cat.jpg s3://{name}/photos/ --metadata simulate=weapons@65",
        ),
        (
            "where it stands and why",
            ".venv/bin/moderate status photos/cat.jpg --stage local --history",
        ),
    )
    for why, command in steps:
        yield note(f"  # {why}")
        yield Text(f"  {command}")
