/** How the desk does, for seniors: what waits, what was late, who sees how much. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { toQueue } from "../desk/routes.js";
import { useDesk, useLoaded } from "../desk/use_desk.js";
import { Loaded } from "../parts/notice.js";
import { People } from "../parts/people.js";
import { Heading } from "../parts/shell.js";
import { Throughput } from "../parts/throughput.js";
import { Due, SEVERITIES, Severity } from "../show/marks.js";
import { titled } from "../show/words.js";

const SPANS = [7, 14, 30];

/** The page of seniors. */
export function DeskPage() {
  const desk = useDesk();
  const [days, setDays] = useState(SPANS[0]);
  const loaded = useLoaded(() => desk.api.get(`v1/desk?days=${days}`), [days]);
  return html`<div class="head-line">
      <${Heading} title="Desk" />
      <label class="inline">Last
        <select value=${String(days)} onChange=${(event) => setDays(Number(event.target.value))}>
          ${SPANS.map((each) => html`<option key=${each} value=${String(each)}>${each} days</option>`)}
        </select>
      </label>
    </div>
    <${Loaded} from=${loaded} what="the desk">
      ${(answer) => html`<${Totals} answer=${answer} />
        <div class="columns columns-uneven">
          <${Backlog} queues=${answer.queues} />
          <${Throughput} people=${answer.people} days=${days} />
        </div>
        <${People} people=${answer.people} />`}
    <//>`;
}

function Totals({ answer }) {
  const { totals, queues, people } = answer;
  const all = queues.flatMap((queue) => queue.severities);
  const sum = (name) => all.reduce((so, each) => so + each[name], 0);
  const more = all.some((each) => each.more) ? "+" : "";
  const percentLate = totals.decided ? Math.round((100 * totals.late) / totals.decided) : 0;
  const looks = totals.agreed + totals.disagreed;
  const breaks = people.filter((each) => each.needs_break).length;
  const tiles = [
    ["Open now", `${sum("open")}${more}`, `${sum("overdue")} overdue`],
    ["Decided", totals.decided, `${totals.late} late, ${percentLate} %`],
    ["Second looks", looks, `${totals.disagreed} disagreed`],
    ["Agreement", totals.agreement_percent === null ? "–" : `${Math.floor(totals.agreement_percent)} %`, looks ? `of ${looks}` : "no second looks"],
    ["Breaks suggested", breaks, breaks ? "see people" : "nobody"],
  ];
  return html`<dl class="tiles">
    ${tiles.map(([name, value, note]) => html`<div class="card" key=${name}><dt>${name}</dt><dd><b>${value}</b> <span class="muted">${note}</span></dd></div>`)}
  </dl>`;
}

function Backlog({ queues }) {
  return html`<section class="card" aria-labelledby="backlog">
    <h2 id="backlog">Backlog</h2>
    <div class="scrolls" role="region" aria-label="Table of the backlog" tabindex="0">
      <table>
        <thead><tr>
          <th scope="col">Queue</th>
          ${SEVERITIES.map((each) => html`<th scope="col" key=${each}><${Severity} value=${each} /></th>`)}
          <th scope="col">Oldest due</th>
        </tr></thead>
        <tbody>${queues.map((queue) => html`<${Queue} key=${queue.queue} queue=${queue} />`)}</tbody>
      </table>
    </div>
  </section>`;
}

function Queue({ queue }) {
  const of = (severity) => queue.severities.find((each) => each.severity === severity);
  const oldest = queue.severities.map((each) => each.oldest_due_at).filter(Boolean).sort()[0];
  return html`<tr>
    <th scope="row"><a href=${toQueue(queue.queue)}>${titled(queue.queue)}</a></th>
    ${SEVERITIES.map((each) => html`<td key=${each}><${Open} count=${of(each)} /></td>`)}
    <td>${oldest ? html`<${Due} at=${oldest} />` : html`<span class="muted">–</span>`}</td>
  </tr>`;
}

function Open({ count }) {
  if (!count?.open) return html`<span class="muted">0</span>`;
  const late = count.overdue ? html`<span class="late small-print">${count.overdue} overdue</span>` : null;
  return html`${count.open}${count.more ? "+" : ""} ${late}`;
}
