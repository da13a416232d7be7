"""The moderation table, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from lambdas.moderation.aws.reasons import in_short
from lambdas.moderation.domain.content import key_id
from lambdas.moderation.domain.errors import Conflict
from lambdas.moderation.domain.findings import Evidence
from lambdas.moderation.domain.state import ContentState, DueKind, EventKind, HistoryEvent
from lambdas.moderation.ports.desk import Line
from tests.fakes.trouble import Trouble

_EventKey = tuple[datetime, str, int]


@dataclass
class FakeContents:
    """States, evidence and history by content id. Methods for `trouble`: as the port's.

    As in the table, a state keeps its reasons in short and the history has them whole. `in` and
    `len` speak of content ids with a state. Safe for threads; `lock` is for whoever writes more.
    """

    trouble: Trouble = field(default_factory=Trouble)
    saves: int = 0
    _states: dict[str, ContentState] = field(default_factory=dict)
    _evidence: dict[tuple[str, int], Evidence] = field(default_factory=dict)
    _events: dict[str, dict[_EventKey, HistoryEvent]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __contains__(self, content_id: str) -> bool:
        return content_id in self._states

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[ContentState]:
        return iter(list(self._states.values()))

    def load(self, content_id: str) -> ContentState | None:
        """As the port says."""
        with self.trouble.around("load"):
            return self._states.get(content_id)

    def save(self, state: ContentState, event: HistoryEvent | None = None) -> None:
        """As the port says."""
        content_id = state.content.content_id
        with self.trouble.around("save"), self.lock:
            stored = self._states.get(content_id)
            if state.write != (stored.write if stored else 0) + 1:
                raise Conflict("The state was written meanwhile.", code="state-changed")
            self._states[content_id] = in_short(state)
            self.saves += 1
            if event is not None:
                events = self._events.setdefault(content_id, {})
                events[_event_key(event.kind, event.at, event.number)] = event

    def stored_write(self, content_id: str) -> int:
        """The `write` that is stored, 0 for nothing."""
        return self._states[content_id].write if content_id in self._states else 0

    def put(
        self, content_id: str, state: ContentState | None, events: Iterable[HistoryEvent]
    ) -> None:
        """Stores these whatever is there, for whoever has checked and holds `lock`."""
        if state is not None:
            self._states[content_id] = in_short(state)
        known = self._events.setdefault(content_id, {})
        known.update({_event_key(each.kind, each.at, each.number): each for each in events})

    def lines(self) -> list[Line]:
        """Every event of every content, oldest first."""
        found = [
            (key, Line(content_id, event))
            for content_id, events in list(self._events.items())
            for key, event in list(events.items())
        ]
        return [line for _, line in sorted(found, key=lambda each: each[0])]

    def save_evidence(self, content_id: str, screening: int, evidence: Evidence) -> None:
        """As the port says."""
        with self.trouble.around("save_evidence"):
            kept = replace(evidence, findings=()) if evidence.stored_as else evidence
            self._evidence[content_id, screening] = kept

    def load_evidence(self, content_id: str, screening: int) -> Evidence | None:
        """As the port says."""
        with self.trouble.around("load_evidence"):
            return self._evidence.get((content_id, screening))

    def history(self, content_id: str) -> list[HistoryEvent]:
        """As the port says."""
        with self.trouble.around("history"):
            return [event for _, event in sorted(self._events.get(content_id, {}).items())]

    def verdict_event(self, state: ContentState) -> HistoryEvent | None:
        """As the port says."""
        with self.trouble.around("verdict_event"):
            if state.decided_at is None:
                return None
            key = _event_key(EventKind.VERDICT, state.decided_at, state.revision)
            return self._events.get(state.content.content_id, {}).get(key)

    def due(self, kind: DueKind, before: datetime, *, limit: int) -> Iterator[str]:
        """As the port says."""
        with self.trouble.around("due"):
            overdue = sorted(
                (state.due.at, content_id)
                for content_id, state in self._states.items()
                if state.due and state.due.kind is kind and state.due.at <= before
            )
        return iter([content_id for _, content_id in overdue[:limit]])

    def versions(self, bucket: str, key: str) -> list[str]:
        """As the port says."""
        wanted = key_id(bucket, key)
        with self.trouble.around("versions"):
            known = sorted(
                (state.created_at, content_id)
                for content_id, state in self._states.items()
                if state.content.key_id == wanted and state.created_at
            )
        return [content_id for _, content_id in reversed(known)]


def _event_key(kind: EventKind, at: datetime, number: int) -> _EventKey:
    """The table's sort key: times count in milliseconds there."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000), kind.value, number
