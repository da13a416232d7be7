/** The export of the audit: from when to when, as what, and how far it is. */
import { html } from "../html.js";
import { useEffect, useRef, useState } from "../vendor/hooks.js";
import { daysBetween, download, exportDays } from "../desk/export.js";
import { useAction, useDesk } from "../desk/use_desk.js";
import { utcDay } from "../show/times.js";
import { count } from "../show/words.js";
import { ProblemNotice } from "./notice.js";

/** The form; it begins with the day that is shown. */
export function ExportForm({ day }) {
  const desk = useDesk();
  const [since, setSince] = useState(day);
  const [until, setUntil] = useState(day);
  const [format, setFormat] = useState("ndjson");
  const [done, setDone] = useState(null);
  const stop = useRef(null);
  const days = daysBetween(since, until);
  useEffect(() => () => stop.current?.abort(), []);
  const [run, problem, busy] = useAction(async () => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    const blob = await exportDays(desk.api, days, format, { onProgress: setDone, signal });
    if (!blob) return;
    download(blob, `audit-${since}-${until}.${format}`);
    desk.say("The export is ready.");
  });
  const submit = (event) => {
    event.preventDefault();
    setDone(null);
    run();
  };
  return html`<form class="card" aria-labelledby="export" onSubmit=${submit}>
    <h2 id="export">Export</h2>
    <div class="filters">
      <label class="field"><span>Since</span><input type="date" required value=${since} max=${utcDay()} onInput=${(event) => setSince(event.target.value)} /></label>
      <label class="field"><span>Until, included</span><input type="date" required value=${until} max=${utcDay()} onInput=${(event) => setUntil(event.target.value)} /></label>
      <label class="field"><span>As</span>
        <select value=${format} onChange=${(event) => setFormat(event.target.value)}>
          <option value="ndjson">NDJSON, exact</option><option value="csv">CSV, for spreadsheets</option>
        </select>
      </label>
      <button type="submit" class="primary" disabled=${busy || !days.length}>Export ${count(days.length, "day")}</button>
      ${busy && html`<button type="button" class="plain" onClick=${() => stop.current.abort()}>Stop</button>`}
    </div>
    ${!days.length && html`<p class="wrong">The first day comes after the last.</p>`}
    ${done && html`<${Progress} done=${done} of=${days.length} busy=${busy} />`}
    <${ProblemNotice} problem=${problem} />
  </form>`;
}

function Progress({ done, of, busy }) {
  const stopped = !busy && done.days < of;
  const lost = done.unreadable;
  return html`<p>
    <progress max=${of} value=${done.days} aria-label="Days exported"></progress>
    ${" "}${done.days} of ${count(of, "day")}, ${count(done.lines, "line")}${stopped ? ", stopped" : ""}${lost ? `; ${count(lost, "damaged line")} left out` : ""}
  </p>`;
}
