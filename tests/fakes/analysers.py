"""Amazon Rekognition's image calls, scripted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from lambdas.moderation.domain.content import Content
from lambdas.moderation.domain.findings import Analysis, Finding
from tests.fakes.trouble import Trouble


@dataclass
class FakeAnalysers:
    """Finds nothing unless told. Methods for `trouble`: `analyse`, or an analyser's name.

    `calls` counts successful and failed calls by analyser; `asked` lists them in full.
    """

    model_version: str = "7.0"
    trouble: Trouble = field(default_factory=Trouble)
    calls: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, Content, dict[str, float | int]]] = field(default_factory=list)
    _answers: dict[tuple[str, Content | None], tuple[Finding, ...]] = field(default_factory=dict)
    _errors: dict[tuple[str, Content | None], BaseException] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, analyser: str, *findings: Finding, content: Content | None = None) -> None:
        """That analyser reports these findings, on that content or (None) on all others."""
        self._answers[analyser, content] = findings

    def fail(self, analyser: str, error: BaseException, *, content: Content | None = None) -> None:
        """That analyser fails every time, on that content or (None) on all others."""
        self._errors[analyser, content] = error

    def recover(self) -> None:
        """No analyser fails any more."""
        self._errors.clear()

    def __len__(self) -> int:
        return self.calls.total()

    def analyse(
        self, analyser: str, content: Content, parameters: Mapping[str, float | int]
    ) -> Analysis:
        """As the port says."""
        with self._lock:
            self.calls[analyser] += 1
            self.asked.append((analyser, content, dict(parameters)))
            with self.trouble.around("analyse"), self.trouble.around(analyser):
                error = self._errors.get((analyser, content)) or self._errors.get((analyser, None))
                if error is not None:
                    raise error
        general = self._answers.get((analyser, None), ())
        return Analysis(
            source=analyser,
            model_version=self.model_version,
            findings=self._answers.get((analyser, content), general),
        )
