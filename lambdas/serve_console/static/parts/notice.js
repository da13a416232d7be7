/** Notices on a page: what went wrong, what to know, what is being loaded. */
import { html } from "../html.js";

/** What went wrong, and a way to try again. */
export function ProblemNotice({ problem, retry = null }) {
  if (!problem) return null;
  return html`<div class="notice notice-bad" role="alert">
    <p>${problem.sentence}</p>
    ${retry && html`<button type="button" class="plain" onClick=${retry}>Try again</button>`}
  </div>`;
}

/** Something to know; `tone` is plain, warn or bad. */
export function Notice({ tone = "plain", title = null, children }) {
  return html`<div class="notice notice-${tone}">
    ${title && html`<p><strong>${title}</strong></p>`}${children}
  </div>`;
}

/** What a loader has so far: a problem, a word that it loads, or what it loaded. */
export function Loaded({ from, what, children }) {
  if (from.value !== null) {
    return html`<${ProblemNotice} problem=${from.problem} retry=${from.reload} />${children(from.value)}`;
  }
  if (from.problem) return html`<${ProblemNotice} problem=${from.problem} retry=${from.reload} />`;
  return html`<p class="muted" role="status">Loading ${what} …</p>`;
}
