/** Why a content is here, in words, and what was found in it. */
import { html } from "../html.js";
import { Severity } from "../show/marks.js";
import { Text } from "../show/text.js";
import { span } from "../show/times.js";
import { count, percent, readable, sourceWord } from "../show/words.js";

const SPANS_SHOWN = 6;

/** The reasons of the verdict, the policy's own words first. */
export function Reasons({ reasons }) {
  return html`<section class="card" aria-labelledby="why">
    <h2 id="why">Why it is here</h2>
    ${reasons.length === 0 && html`<p class="muted">No reasons are on record.</p>`}
    <ul class="reasons">
      ${reasons.map(
        (reason, place) => html`<li key=${place}>
          <p><${Text} value=${reason.text} /></p>
          <p class="muted small-print">
            ${reason.severity && html`<${Severity} value=${reason.severity} />`}
            ${reason.category && html`<span>${readable(reason.category)}</span>`}
            <span>rule <${Text} value=${reason.rule} /></span>
          </p>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** What the analysers found, as a table. */
export function Findings({ findings }) {
  if (!findings.length) return null;
  return html`<section class="card" aria-labelledby="found">
    <h2 id="found">What was found</h2>
    <div class="scrolls" role="region" aria-label="Table of findings" tabindex="0">
      <table>
        <thead>
          <tr><th scope="col">Label</th><th scope="col" class="number">Sure</th><th scope="col">Where</th></tr>
        </thead>
        <tbody>
          ${findings.map((finding) => html`<${Row} key=${finding.name} finding=${finding} />`)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function Row({ finding }) {
  const types = Object.entries(finding.content_types ?? {});
  const under = finding.parents?.length ? ` under ${finding.parents.join(", ")}` : "";
  return html`<tr>
    <th scope="row">
      <${Text} value=${finding.label} />
      <span class="muted small-print">
        ${sourceWord(finding.source)}<${Text} value=${under} />
        ${types.map(([name, sure]) => html`<span key=${name}>, <${Text} value=${name} /> ${percent(sure)}</span>`)}
      </span>
    </th>
    <td class="number">${percent(finding.confidence)}</td>
    <td>${whereIn(finding)}</td>
  </tr>`;
}

function whereIn({ spans, boxes }) {
  if (spans.length) {
    const more = spans.length - SPANS_SHOWN;
    const shown = spans.slice(0, SPANS_SHOWN).map(span).join(", ");
    return more > 0 ? `${shown} and ${more} more` : shown;
  }
  return boxes.length ? count(boxes.length, "box", "boxes") : "all of it";
}
