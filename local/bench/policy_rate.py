"""How many decisions a second the shipped policy makes, on one core."""

import time
from pathlib import Path

import policy_file
from lambdas.moderation.domain import taxonomy
from lambdas.moderation.domain.findings import ContentType, Evidence, Finding
from lambdas.moderation.domain.policy_evaluate import evaluate
from local.bench.report import Figure, Part, Table

_POLICY = Path(__file__).resolve().parents[2] / "policy.yaml"
_ROUND_SECONDS = 1.0
_ROUNDS = 5


def typical_evidence() -> Evidence:
    """Eight findings: a chain of three moderation labels with content types, and five things."""
    animated = (ContentType("Animated", 12.5), ContentType("Illustrated", 8.25))
    chain = [
        Finding("moderation_labels", label, 83.4, taxonomy.parents_of(label), animated)
        for label in ("Violence", "Graphic Violence", "Blood & Gore")
    ]
    things = [
        Finding("labels", label, confidence, parents)
        for label, confidence, parents in (
            ("Person", 99.1, ()),
            ("Adult", 97.2, ("Person",)),
            ("Car", 88.8, ("Transportation", "Vehicle")),
            ("Road", 76.0, ()),
            ("Dog", 61.3, ("Animal", "Canine", "Mammal", "Pet")),
        )
    ]
    return Evidence((*chain, *things))


def measure() -> Part:
    """Decisions a second of CPU time, the best and the worst of several rounds."""
    policy = policy_file.read(_POLICY)
    evidence = typical_evidence()
    rates = []
    for _ in range(_ROUNDS):
        done, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < _ROUND_SECONDS:
            for number in range(100):
                evaluate(policy, key=f"photos/{number}.jpg", evidence=evidence)
            done += 100
        rates.append(done / spent)
    return Part(
        name="policy",
        title="Policy decisions on one core",
        figures=(
            Figure(what="decisions a second", value=round(max(rates)), unit="1/s"),
            Figure(what="time of one decision", value=1e6 / max(rates), unit="µs"),
        ),
        tables=(
            Table(
                title="Rounds",
                columns=("round", "decisions a CPU second"),
                rows=tuple((i, round(rate)) for i, rate in enumerate(rates, 1)),
            ),
        ),
        notes=("policy.yaml as shipped; eight findings, three of them one taxonomy chain.",),
    )
