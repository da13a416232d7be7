/** All queues: what waits in each, how grave, and how long already. */
import { html } from "../html.js";
import { useEffect } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { toCase, toQueue } from "../desk/routes.js";
import { useAction, useDesk, useLoaded } from "../desk/use_desk.js";
import { Loaded, ProblemNotice } from "../parts/notice.js";
import { Heading } from "../parts/shell.js";
import { Due, Kbd, SEVERITIES, Severity } from "../show/marks.js";
import { When } from "../show/times.js";
import { count, kindWord, readable, titled } from "../show/words.js";

const REFRESH_MS = 20_000;

/** The page one begins with. */
export function QueuesPage() {
  const desk = useDesk();
  if (!desk.decides) return html`<${NoQueues} desk=${desk} />`;
  return html`<${Queues} desk=${desk} />`;
}

function Queues({ desk }) {
  const queues = useLoaded(async () => (await desk.api.get("v1/queues")).queues);
  const mine = useLoaded(async () => (await desk.api.get("v1/cases?mine=true")).cases);
  useRefresh(queues.reload);
  const first = mostUrgent(queues.value ?? []);
  const [take, problem, busy] = useAction((queue) => desk.takeNext(queue));
  useKeys({ n: first ? { label: `Take the next case of ${first.queue}`, run: () => take(first.queue) } : null });
  return html`<${Heading} title="Queues" />
    <${ProblemNotice} problem=${problem} />
    <${Mine} cases=${mine.value} />
    <${Loaded} from=${queues} what="the queues">
      ${(all) => html`<ul class="queues">
        ${all.map((each) => html`<${Queue} key=${each.queue} queue=${each} first=${each === first} take=${take} busy=${busy} />`)}
      </ul>`}
    <//>`;
}

function Queue({ queue, first, take, busy }) {
  const waiting = openIn(queue);
  const oldest = oldestDue(queue);
  return html`<li class="card queue">
    <h2><a href=${toQueue(queue.queue)}>${titled(queue.queue)}</a></h2>
    <p class="queue-total">
      ${waiting ? html`<span><b>${waiting}${hasMore(queue) ? "+" : ""}</b> open</span>` : html`<span class="muted">nothing open</span>`}
      ${oldest && html`<${Due} at=${oldest} />`}
    </p>
    <p class="marks">
      ${bySeverity(queue).map(
        (each) => html`<${Severity} key=${each.severity} value=${each.severity} count=${`${each.open}${each.more ? "+" : ""}`} />`,
      )}
      ${overdueIn(queue) > 0 && html`<span class="late">${overdueIn(queue)} overdue</span>`}
    </p>
    <button type="button" class=${first ? "primary" : "plain"} disabled=${busy || !waiting} aria-keyshortcuts=${first ? "n" : null} onClick=${() => take(queue.queue)}>
      Take next <span class="said">of ${queue.queue}</span>${first && html`<${Kbd}>n<//>`}
    </button>
  </li>`;
}

/** The cases that one holds: nobody has to remember them. */
function Mine({ cases }) {
  if (!cases?.length) return null;
  return html`<section class="card mine" aria-labelledby="mine">
    <h2 id="mine">You hold ${count(cases.length, "case")}</h2>
    <ul class="lines">
      ${cases.map(
        (each) => html`<li key=${each.content_id}>
          <${Severity} value=${each.severity} />
          <a href=${toCase(each.content_id)}>${kindWord(each.kind)}${each.category ? `, ${readable(each.category)}` : ""}</a>
          <span class="muted">yours until <${When} at=${each.until} /></span>
        </li>`,
      )}
    </ul>
  </section>`;
}

function NoQueues({ desk }) {
  return html`<${Heading} title="Review desk" />
    <div class="card">
      <p>You are signed in as ${desk.me.person_id}, and take no cases.</p>
      ${desk.audits && html`<p><a href="#/audit">To the audit</a> or <a href="#/search">to the search</a>.</p>`}
      ${desk.me.roles.length === 0 && html`<p>Nobody has given you a role yet. Ask whoever runs the desk.</p>`}
    </div>`;
}

function useRefresh(reload) {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
}

function bySeverity(queue) {
  const order = ({ severity }) => SEVERITIES.indexOf(severity);
  return queue.severities
    .filter((each) => each.open > 0)
    .sort((one, other) => order(one) - order(other));
}

const openIn = (queue) => queue.severities.reduce((sum, each) => sum + each.open, 0);
const overdueIn = (queue) => queue.severities.reduce((sum, each) => sum + each.overdue, 0);
const hasMore = (queue) => queue.severities.some((each) => each.more);

function oldestDue(queue) {
  return queue.severities.map((each) => each.oldest_due_at).filter(Boolean).sort()[0] ?? null;
}

/** The queue with the gravest open case; of several, where it has been due longest. */
function mostUrgent(queues) {
  const gravest = (queue) => SEVERITIES.indexOf(bySeverity(queue)[0].severity);
  const waiting = queues.filter((each) => openIn(each) > 0);
  return waiting.sort(
    (one, other) => gravest(one) - gravest(other) || (oldestDue(one) < oldestDue(other) ? -1 : 1),
  )[0];
}
