/** What was flagged, where in the picture and when in the video, gathered from the reasons. */

/** The findings of all reasons, each once, the surest first. */
export function findingsOf(reasons) {
  const found = new Map();
  for (const reason of reasons) {
    for (const finding of reason.findings ?? []) {
      const name = JSON.stringify([finding.source, finding.label, finding.confidence]);
      const merged = found.get(name) ?? { ...finding, name, rules: [] };
      merged.spans = union(merged.spans, finding.spans, spanName);
      merged.boxes = union(merged.boxes, finding.boxes, JSON.stringify);
      merged.rules = [...new Set([...merged.rules, reason.rule])];
      found.set(name, merged);
    }
  }
  return [...found.values()].sort((one, other) => other.confidence - one.confidence);
}

/** The boxes in a picture: `{label, confidence, left, top, width, height}`, fractions of it. */
export function boxesOf(findings) {
  return findings.flatMap(({ label, confidence, boxes }) =>
    boxes.map((box) => ({ label, confidence, ...box })),
  );
}

/** Where flagged spans begin, in milliseconds, each once, in order. */
export function startsOf(findings) {
  const starts = findings.flatMap(({ spans }) => spans.map((span) => span.start_ms));
  return [...new Set(starts)].sort((one, other) => one - other);
}

/** How long the time line is: the video, or at least what was seen in it. */
export function lengthOf(durationMs, findings) {
  const ends = findings.flatMap(({ spans }) => spans.map((span) => span.end_ms));
  return Math.max(durationMs ?? 0, ...ends, 1);
}

function union(some, more, nameOf) {
  const named = new Map([...(some ?? []), ...(more ?? [])].map((each) => [nameOf(each), each]));
  return [...named.values()];
}

function spanName({ start_ms: start, end_ms: end }) {
  return `${start}-${end}`;
}
