/** What is on its way and can be taken back, what was refused, and messages. */
import { html } from "../html.js";
import { useDesk, useTimeLeft } from "../desk/use_desk.js";
import { UNDO_MS } from "../desk/outbox.js";
import { toCase } from "../desk/routes.js";
import { useKeys } from "../desk/keys.js";
import { Icon } from "../show/icons.js";
import { Kbd } from "../show/marks.js";
import { Key } from "../show/text.js";

/** All of them, the newest last. */
export function Toasts() {
  const desk = useDesk();
  const undo = desk.outbox.last && { label: "Take the last decision back", run: () => desk.undo() };
  useKeys({ u: undo, z: undo && { run: undo.run } });
  return html`<section class="toasts" aria-label="Decisions on their way, and messages">
    ${desk.outbox.entries.map((entry) => html`<${Sending} key=${entry.key} entry=${entry} />`)}
    ${desk.toast && html`<${Message} toast=${desk.toast} onClose=${() => desk.hush()} />`}
  </section>`;
}

function Sending({ entry }) {
  const desk = useDesk();
  const approved = entry.choice.decision === "approve";
  return html`<div class="toast toast-${entry.state}">
    <p class="toast-what">
      <${Icon} name=${approved ? "check" : "cross"} />
      <strong>${approved ? "Approved" : "Rejected"}</strong> <${Key} value=${entry.name} />
      ${entry.state === "waiting" && html`<${SecondsLeft} until=${new Date(entry.sendAt).toISOString()} />`}
      ${entry.state === "sending" && html`<span class="muted">sending …</span>`}
    </p>
    ${entry.state === "retrying" &&
    html`<p>Not through yet: ${entry.problem.sentence} It is tried again by itself.</p>`}
    ${entry.state === "refused" && html`<p>Not taken: ${entry.problem.sentence}</p>`}
    <div class="toast-acts">
      ${entry.state === "waiting" &&
      html`<button type="button" class="plain" aria-keyshortcuts="u" onClick=${() => desk.undo(entry)}>
        Undo <${Kbd}>u<//>
      </button>`}
      ${(entry.state === "retrying" || entry.problem?.code === "signed-out") &&
      html`<button type="button" class="plain" onClick=${() => desk.outbox.send(entry)}>Try now</button>`}
      ${entry.state === "refused" &&
      html`<a class="button plain" href=${toCase(entry.contentId)}>Open the case</a>
        <button type="button" class="quiet" onClick=${() => desk.outbox.drop(entry)}>Put away</button>`}
    </div>
  </div>`;
}

function SecondsLeft({ until }) {
  const left = Math.max(0, useTimeLeft(until));
  return html`<span class="countdown" aria-hidden="true">
    <span class="bar"><span style=${{ width: `${(100 * left) / UNDO_MS}%` }}></span></span>
    ${Math.ceil(left / 1000)} s
  </span>`;
}

function Message({ toast, onClose }) {
  return html`<div class="toast toast-${toast.tone}">
    <p>${toast.text}</p>
    <div class="toast-acts">
      <button type="button" class="quiet" aria-label="Put this message away" onClick=${onClose}>✕</button>
    </div>
  </div>`;
}
