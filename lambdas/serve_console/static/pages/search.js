/** Finds a content by its key, its address or its id. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { go, toCase, toSearch } from "../desk/routes.js";
import { useDesk, useLoaded } from "../desk/use_desk.js";
import { Loaded } from "../parts/notice.js";
import { Heading } from "../parts/shell.js";
import { Severity, Status } from "../show/marks.js";
import { Key, Text } from "../show/text.js";
import { count } from "../show/words.js";

/** The search, with what it found for `q`. */
export function SearchPage({ query }) {
  const asked = query.q ?? "";
  const [text, setText] = useState(asked);
  const submit = (event) => {
    event.preventDefault();
    if (text.trim()) go(toSearch(text.trim()));
  };
  return html`<${Heading} title="Search" />
    <form role="search" class="search" onSubmit=${submit}>
      <label class="field"><span>Key, <code>s3://</code> address or content id</span>
        <input type="search" name="q" value=${text} autocomplete="off" spellcheck=${false} onInput=${(event) => setText(event.target.value)} />
      </label>
      <button type="submit" class="primary">Search</button>
    </form>
    ${asked && html`<${Found} key=${asked} asked=${asked} />`}`;
}

function Found({ asked }) {
  const { api } = useDesk();
  const found = useLoaded(
    async () => (await api.get(`v1/search?${new URLSearchParams({ q: asked })}`)).contents,
    [asked],
  );
  return html`<div aria-live="polite">
    <${Loaded} from=${found} what="what was found">
      ${(contents) => html`<p class="muted">${count(contents.length, "upload")} found for <${Text} value=${asked} />.</p>
        <ul class="lines">${contents.map((each) => html`<${Hit} key=${each.content_id} hit=${each} />`)}</ul>`}
    <//>
  </div>`;
}

function Hit({ hit }) {
  return html`<li class="card hit">
    <a href=${toCase(hit.content_id)}><${Key} value=${hit.key} /></a>
    <span class="marks">
      <${Status} value=${hit.status} />
      ${hit.case ? html`<${Severity} value=${hit.case.severity} /><span>case <${Status} value=${hit.case.status} /></span>` : html`<span class="muted">no case</span>`}
    </span>
    <span class="muted small-print">version <${Text} value=${hit.version_id} />, content ${hit.content_id}</span>
  </li>`;
}
