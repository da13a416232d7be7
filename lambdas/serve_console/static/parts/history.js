/** What happened to a content, and to others of the same uploader. */
import { html } from "../html.js";
import { toCase } from "../desk/routes.js";
import { Severity, Status } from "../show/marks.js";
import { Text } from "../show/text.js";
import { When } from "../show/times.js";
import { eventWord, readable, whoWord } from "../show/words.js";

/** The history, oldest first. */
export function History({ events }) {
  return html`<section class="card" aria-labelledby="history">
    <h2 id="history">History</h2>
    ${events.length === 0 && html`<p class="muted">Nothing is on record.</p>`}
    <ol class="history">
      ${events.map((event, place) => html`<${Event} key=${place} event=${event} />`)}
    </ol>
  </section>`;
}

function Event({ event }) {
  const reasons = event.reasons ?? [];
  return html`<li class=${event.kind === "verdict" ? "event event-verdict" : "event"}>
    <span class="event-when"><${When} at=${event.at} /></span>
    <span>
      <${Text} value=${eventWord(event)} />, <span class="muted"><${Text} value=${whoWord(event.who)} /></span>
      ${event.why && html`<blockquote><${Text} value=${event.why} lines=${true} /></blockquote>`}
      ${reasons.map((text, place) => html`<span class="muted small-print" key=${place}><${Text} value=${text} /></span>`)}
    </span>
  </li>`;
}

/** What was decided on the same uploader's contents, newest first. */
export function Uploader({ uploader, contentId }) {
  if (!uploader) return null;
  const others = uploader.verdicts.filter((each) => each.content_id !== contentId);
  return html`<section class="card" aria-labelledby="uploader">
    <h2 id="uploader">Same uploader: <${Text} value=${uploader.uploader_id} /></h2>
    ${others.length === 0
      ? html`<p class="muted">Nothing else of theirs was flagged or decided by a person.</p>`
      : html`<ul class="verdicts">
          ${others.map((each) => html`<${Verdict} key=${each.content_id + each.at} verdict=${each} />`)}
        </ul>`}
  </section>`;
}

function Verdict({ verdict }) {
  return html`<li>
    <${Status} value=${verdict.status} />
    ${verdict.severity && html`<${Severity} value=${verdict.severity} />`}
    ${verdict.category && html`<span>${readable(verdict.category)}</span>`}
    <span class="muted"><${When} at=${verdict.at} />${verdict.who && html`, <${Text} value=${whoWord(verdict.who)} />`}</span>
    <a href=${toCase(verdict.content_id)} aria-label=${`Open the case of ${verdict.content_id}`}>open</a>
  </li>`;
}
