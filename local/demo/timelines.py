"""The videos that were screened: what was seen in each, and when, as bars of its length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from lambdas.moderation.domain.findings import Evidence, Finding, Span
from lambdas.moderation.domain.policy_reasons import percent
from lambdas.moderation.domain.policy_where import clock
from lambdas.moderation.domain.verdict import Action, Reason, Status
from local.demo.rows import STYLE
from local.demo.untrusted import clipped, visible

_ACTION_STYLE = {Action.APPROVE: "green", Action.REVIEW: "yellow", Action.REJECT: "red"}
_MOST_SEEN = 6
_LABEL_CELLS = 22
_SO_CELLS = 24
_SHORTEST_BAR = 12
_INDENT, _GAP = 2, 2
_NO_RULE = "no rule applies"


@dataclass(frozen=True, slots=True)
class Seen:
    """One label of a video, with the spans that count for `reason`, the strictest rule about it.

    Without a reason: all its spans.
    """

    finding: Finding
    spans: tuple[Span, ...]
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A video with its verdict. `duration_ms` is None where nothing could be read of it."""

    key: str
    status: Status
    reasons: tuple[Reason, ...]
    evidence: Evidence

    def seen(self) -> list[Seen]:
        """Every label once: first those that a rule applied to, the strictest rule first."""
        found: dict[tuple[str, str], Seen] = {}
        for reason in self.reasons:
            for each in reason.findings:
                found.setdefault((each.source, each.label), Seen(each, each.spans, reason))
        for each in self.evidence.findings:
            spans = tuple(span for span in each.spans if not span.at_least)
            found.setdefault((each.source, each.label), Seen(each, spans, None))
        return list(found.values())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its verdict, then a bar for each label; of one with nothing to show, the reason."""
        status = Text(self.status.value.replace("_", " "), style=STYLE.get(self.status, ""))
        heading = Text.assemble((visible(self.key), "bold"), ": ", status)
        duration = self.evidence.duration_ms
        if duration:
            heading.append(f", {clock(duration)} long", style="dim")
        yield heading
        seen = self.seen()
        if not duration or not seen:
            why = "; ".join(visible(each.text) for each in self.reasons)
            yield Text(f"{' ' * _INDENT}{clipped(why, 3 * options.max_width)}")
            return
        marks = "-#" if options.ascii_only else "─█"
        yield _bars(seen[:_MOST_SEEN], duration, options.max_width, marks)
        if len(seen) > _MOST_SEEN:
            yield Text(f"{' ' * _INDENT}and {len(seen) - _MOST_SEEN} more", style="dim")


def bar(spans: Sequence[Span], duration_ms: int, cells: int, marks: str = "─█") -> str:
    """The length of a video in so many cells, `marks[1]` where something was seen.

    A span of a single moment has a cell too.
    """
    line = [marks[0]] * cells
    for span in spans:
        first, last = (
            min(cells - 1, max(0, at * cells // duration_ms)) for at in (span.start_ms, span.end_ms)
        )
        line[first : last + 1] = marks[1] * (last + 1 - first)
    return "".join(line)


def when(spans: Sequence[Span]) -> str:
    """`0:05-0:07`, `0:05` for a moment; of several places the first, and how many more."""
    if not spans:
        return ""
    first, more = spans[0], len(spans) - 1
    start, end = clock(first.start_ms), clock(first.end_ms)
    place = start if start == end else f"{start}-{end}"
    return f"{place} +{more}" if more else place


def _bars(seen: Sequence[Seen], duration_ms: int, width: int, marks: str) -> Table:
    facts = [_facts(each) for each in seen]
    taken = sum(max(cell_len(row[column]) for row in facts) for column in range(len(facts[0])))
    cells = max(_SHORTEST_BAR, width - taken - _INDENT - _GAP * len(facts[0]))
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    grid.add_column(width=_INDENT - _GAP)
    for justify in ("left", "right", "left", "left", "left"):
        grid.add_column(no_wrap=True, justify="right" if justify == "right" else "left")
    for each, (label, peak, times, so) in zip(seen, facts, strict=True):
        style = _ACTION_STYLE[each.reason.action] if each.reason else "dim"
        line = bar(each.spans, duration_ms, cells, marks)
        shown = Text(line, style="dim")
        shown.highlight_regex(f"{re.escape(marks[1])}+", f"not dim {style}")
        grid.add_row("", label, peak, times, shown, Text(so, style=style))
    return grid


def _facts(each: Seen) -> tuple[str, str, str, str]:
    """Label, peak, place, and what follows from it."""
    so = f"{each.reason.action.value}: {visible(each.reason.rule)}" if each.reason else _NO_RULE
    return (
        clipped(visible(each.finding.label), _LABEL_CELLS),
        percent(each.finding.confidence),
        when(each.spans),
        clipped(so, _SO_CELLS),
    )
