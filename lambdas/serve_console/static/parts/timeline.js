/** When what was seen in a video. The times stand in words too, in the table of findings. */
import { html } from "../html.js";
import { lengthOf } from "../desk/flagged.js";
import { place, span } from "../show/times.js";
import { percent } from "../show/words.js";

/** One bar a finding. `seek` goes to a place where that can be done, `position` is where one is. */
export function Timeline({ findings, durationMs, position, seek }) {
  const seen = findings.filter((finding) => finding.spans.length);
  const length = lengthOf(durationMs, seen);
  if (!seen.length) return html`<p class="muted">No times are known for this video.</p>`;
  const here = position === null ? null : { left: `${Math.min(100, (100 * position) / length)}%` };
  return html`<figure class="timeline">
    <figcaption>
      <span>When it was seen</span>
      <span class="muted">${durationMs ? `${place(durationMs)} long` : `until ${place(length)}`}</span>
    </figcaption>
    ${seen.map(
      (finding) => html`<div class="track" key=${finding.name}>
        <span class="track-name">${finding.label} <span class="muted">${percent(finding.confidence)}</span></span>
        <span class=${seek ? "rail rail-live" : "rail"}>
          ${finding.spans.map((each) => html`<${Mark} key=${each.start_ms} each=${each} length=${length} seek=${seek} />`)}
          ${here && html`<span class="here" style=${here}></span>`}
        </span>
      </div>`,
    )}
  </figure>`;
}

function Mark({ each, length, seek }) {
  const where = {
    left: `${(100 * each.start_ms) / length}%`,
    width: `${(100 * Math.max(0, each.end_ms - each.start_ms)) / length}%`,
  };
  const told = `${span(each)}, at most ${percent(each.peak)}`;
  return html`<span class="span" style=${where} title=${told} onClick=${seek && (() => seek(each.start_ms))}></span>`;
}
