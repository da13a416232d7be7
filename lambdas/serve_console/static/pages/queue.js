/** One queue: its open cases in the order in which they are given out. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { toCase } from "../desk/routes.js";
import { useAction, useDesk, useLoaded } from "../desk/use_desk.js";
import { Loaded, ProblemNotice } from "../parts/notice.js";
import { Heading } from "../parts/shell.js";
import { Due, Kbd, Severity } from "../show/marks.js";
import { When } from "../show/times.js";
import { kindWord, mediaWord, readable, titled } from "../show/words.js";

const PAGE = 50;

/** The page of a queue. */
export function QueuePage({ name }) {
  const desk = useDesk();
  const pages = usePages(desk.api, name);
  const [take, problem, busy] = useAction(() => desk.takeNext(name));
  useKeys({ n: { label: "Take the next case", run: take } });
  return html`<div class="head-line">
      <${Heading} title=${`Queue ${titled(name)}`} />
      <button type="button" class="primary" disabled=${busy} aria-keyshortcuts="n" onClick=${take}>
        Take next <${Kbd}>n<//>
      </button>
    </div>
    <p class="muted">The most urgent first. Take the next one, so that the order holds; or open a certain one.</p>
    <${ProblemNotice} problem=${problem} />
    <${Loaded} from=${pages.first} what="the queue">
      ${() => html`<${Cases} cases=${pages.cases} />
        ${pages.cursor && html`<button type="button" class="plain" onClick=${pages.more}>Show more</button>`}
        <${ProblemNotice} problem=${pages.problem} />`}
    <//>`;
}

/** The pages of a list that were loaded so far. */
function usePages(api, name) {
  const path = `v1/queues/${encodeURIComponent(name)}/cases?limit=${PAGE}`;
  const [further, setFurther] = useState([]);
  const first = useLoaded(async () => {
    setFurther([]);
    return api.get(path);
  }, [path]);
  const pages = [first.value, ...further].filter(Boolean);
  const cursor = pages.at(-1)?.cursor ?? null;
  const [more, problem] = useAction(async () => {
    const next = await api.get(`${path}&cursor=${encodeURIComponent(cursor)}`);
    setFurther((was) => [...was, next]);
  });
  return { first, cases: pages.flatMap((page) => page.cases), cursor, more, problem };
}

function Cases({ cases }) {
  if (!cases.length) return html`<p class="card">Nothing is open in this queue. Well done.</p>`;
  return html`<table class="list">
    <caption class="said">Open cases</caption>
    <thead>
      <tr>
        <th scope="col">Severity</th><th scope="col">Case</th><th scope="col" class="wide-only">Format</th>
        <th scope="col" class="wide-only">Opened</th><th scope="col">Due</th>
      </tr>
    </thead>
    <tbody>
      ${cases.map((each) => html`<${Row} key=${each.content_id} it=${each} />`)}
    </tbody>
  </table>`;
}

function Row({ it }) {
  return html`<tr>
    <td><${Severity} value=${it.severity} /></td>
    <td>
      <a href=${toCase(it.content_id)}>${kindWord(it.kind)}${it.category ? `, ${readable(it.category)}` : ""}</a>
      ${it.refusal && html`<span class="muted small-print">${it.refusal.message}</span>`}
      ${it.escalated && html`<span class="muted small-print">escalated</span>`}
    </td>
    <td class="wide-only">${mediaWord(it.media_type)}</td>
    <td class="wide-only"><${When} at=${it.opened_at} /></td>
    <td><${Due} at=${it.due_at} /></td>
  </tr>`;
}
