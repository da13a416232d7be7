/** What an upload is, and what stands around its case: appeal, second look, notes, a decision. */
import { html } from "../html.js";
import { Status } from "../show/marks.js";
import { Text } from "../show/text.js";
import { When } from "../show/times.js";
import { mediaWord, sizeWord } from "../show/words.js";
import { Notice } from "./notice.js";

/** The upload's own facts; the application's `reference` first. */
export function Facts({ detail }) {
  const { case: it, content } = detail;
  const first = [
    ["Reference", content.reference],
    ["Uploader", content.uploader_id],
    ["Now", html`<${Status} value=${content.status} />`],
    ["Uploaded", html`<${When} at=${content.created_at} />`],
    ["Format", `${mediaWord(content.media_type)}, ${sizeWord(content.size)}`],
  ];
  const more = [
    ["Profile", it.profile],
    ["Bucket", content.bucket],
    ["Version", content.version_id],
    ["Content id", content.content_id],
    ["Policy", content.policy_version],
  ];
  return html`<section class="card" aria-labelledby="facts">
    <h2 id="facts">The upload</h2>
    <${Rows} rows=${first} />
    <details><summary>More</summary><${Rows} rows=${more} /></details>
  </section>`;
}

function Rows({ rows }) {
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><${Fact} value=${value} /></dd></div>`,
    )}
  </dl>`;
}

function Fact({ value }) {
  if (value === null || value === undefined) return html`<span class="muted">not given</span>`;
  return typeof value === "string" ? html`<${Text} value=${value} />` : value;
}

/** What to know before one looks: why this case is not like others, and what was noted on it. */
export function Banners({ detail }) {
  const { case: it } = detail;
  return html`${it.kind === "second_look" &&
    !it.decision &&
    html`<${Notice} title="A second look">
      <p>Somebody decided on this before. You are not told who, nor what, so that your view is your own.</p>
    <//>`}
    ${it.appeal &&
    html`<${Notice} title="An appeal">
      <p class="muted">by <${Text} value=${it.appeal.who} />, <${When} at=${it.appeal.filed_at} /></p>
      <blockquote><${Text} value=${it.appeal.statement} lines=${true} /></blockquote>
    <//>`}
    ${it.senior_only && html`<${Notice} tone="warn"><p>A rule says that this upload is shown to seniors only, and has no preview.</p><//>`}
    ${it.note &&
    html`<${Notice} title="Note"><p><${Text} value=${it.note} lines=${true} /></p><//>`}
    ${it.decision && html`<${Decision} decision=${it.decision} />`}`;
}

function Decision({ decision }) {
  return html`<${Notice}>
    <p>
      <${Status} value=${decision.status} /> by <${Text} value=${decision.decider} />,
      ${" "}<${When} at=${decision.at} />: <${Text} value=${decision.text} />
    </p>
    ${decision.note && html`<blockquote><${Text} value=${decision.note} lines=${true} /></blockquote>`}
  <//>`;
}
