/** What was decided and done on a day, for auditors, and the export. Days are UTC's. */
import { html } from "../html.js";
import { useEffect, useRef, useState } from "../vendor/hooks.js";
import { pagesOf } from "../desk/export.js";
import { go, toAudit, toCase } from "../desk/routes.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "../desk/use_desk.js";
import { ExportForm } from "../parts/export_form.js";
import { Notice, ProblemNotice } from "../parts/notice.js";
import { Heading } from "../parts/shell.js";
import { Severity, Status } from "../show/marks.js";
import { Text } from "../show/text.js";
import { utcDay } from "../show/times.js";
import { count, eventWord, whoWord } from "../show/words.js";

const SHOWN = 200;
const NOTHING_YET = { lines: [], unreadable: [], problem: null, loading: true };

/** The page of auditors. */
export function AuditPage({ query }) {
  const day = /^\d{4}-\d\d-\d\d$/.test(query.day ?? "") ? query.day : utcDay();
  const choose = (event) => event.target.value && go(toAudit(event.target.value));
  return html`<div class="head-line">
      <${Heading} title="Audit" />
      <label class="inline">Day (UTC) <input type="date" value=${day} max=${utcDay()} onChange=${choose} /></label>
    </div>
    <${Day} key=${day} day=${day} />
    <${ExportForm} day=${day} />`;
}

function Day({ day }) {
  const { lines, unreadable, problem, loading, stop, retry } = useLines(day);
  const [wanted, setWanted] = useState({ text: "", kind: "" });
  const fitting = lines.filter((line) => fits(line, wanted));
  const kinds = [...new Set(lines.map((line) => line.kind))].sort();
  return html`<section class="card" aria-labelledby="day">
    <h2 id="day">${day}</h2>
    <div class="filters">
      <label class="field"><span>Filter</span>
        <input type="search" value=${wanted.text} placeholder="person, content, rule, note …" onInput=${(event) => setWanted({ ...wanted, text: event.target.value })} />
      </label>
      <label class="field"><span>What happened</span>
        <select value=${wanted.kind} onChange=${(event) => setWanted({ ...wanted, kind: event.target.value })}>
          <option value="">everything</option>
          ${kinds.map((kind) => html`<option key=${kind} value=${kind}>${eventWord({ kind, status: "any" })}</option>`)}
        </select>
      </label>
    </div>
    <p role="status" class="muted">
      ${loading ? "Loading … " : ""}${count(fitting.length, "line")} of ${lines.length}.${fitting.length > SHOWN ? ` The last ${SHOWN} are shown; the export has all.` : ""}
      ${loading && html` <button type="button" class="quiet small" onClick=${stop}>Stop</button>`}
    </p>
    <${ProblemNotice} problem=${problem} retry=${retry} />
    ${unreadable.length > 0 && html`<${Notice} tone="warn"><p>${count(unreadable.length, "line")} of this day cannot be read: <${Text} value=${unreadable.join(", ")} /></p><//>`}
    ${fitting.length > 0 && html`<${Lines} lines=${fitting.slice(0, SHOWN)} />`}
  </section>`;
}

/** The lines of a day, the newest first, as they come. */
function useLines(day) {
  const { api } = useDesk();
  const [state, setState] = useState(NOTHING_YET);
  const running = useRef(null);
  const stop = () => {
    running.current?.abort();
    setState((was) => ({ ...was, loading: false }));
  };
  const load = async () => {
    running.current?.abort();
    const run = new AbortController();
    running.current = run;
    setState(NOTHING_YET);
    const keep = (change) => run.signal.aborted || setState((was) => ({ ...was, ...change(was) }));
    try {
      for await (const page of pagesOf(api, day, run.signal)) {
        keep((was) => ({
          lines: [...was.lines, ...page.lines].sort(newestFirst),
          unreadable: [...was.unreadable, ...page.unreadable],
        }));
      }
      keep(() => ({ loading: false }));
    } catch (error) {
      keep(() => ({ problem: asProblem(error), loading: false }));
    }
  };
  useEffect(() => {
    load();
    return () => running.current?.abort();
  }, [day]);
  return { ...state, stop, retry: load };
}

function Lines({ lines }) {
  return html`<div class="scrolls" role="region" aria-label="Lines" tabindex="0">
    <table class="audit broad">
      <thead><tr><th scope="col">At (UTC)</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Content</th><th scope="col">Severity</th></tr></thead>
      <tbody>${lines.map((line, place) => html`<${Line} key=${`${line.content_id}${line.at}${line.kind}${place}`} line=${line} />`)}</tbody>
    </table>
  </div>`;
}

function Line({ line }) {
  return html`<tr>
    <td class="digits">${String(line.at).slice(11, 19)}</td>
    <td><${Text} value=${whoWord(line.who)} /></td>
    <td>
      <${Text} value=${eventWord(line)} />
      ${line.previous_status && line.kind === "verdict" && html` <span class="muted">was <${Status} value=${line.previous_status} /></span>`}
      ${line.why && html`<span class="muted small-print"><${Text} value=${line.why} /></span>`}
      ${(line.reasons ?? []).map((text, place) => html`<span class="muted small-print" key=${place}><${Text} value=${text} /></span>`)}
    </td>
    <td><a class="digits" href=${toCase(line.content_id)}>${line.content_id.slice(0, 8)}<span class="said">${line.content_id.slice(8)}</span></a></td>
    <td>${line.severity && html`<${Severity} value=${line.severity} />`}</td>
  </tr>`;
}

function newestFirst(one, other) {
  return one.at < other.at ? 1 : -1;
}

function fits(line, { text, kind }) {
  if (kind && line.kind !== kind) return false;
  return !text || JSON.stringify(line).toLowerCase().includes(text.toLowerCase());
}
