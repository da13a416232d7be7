/** The questions before a case is held, escalated or handed on. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { now } from "../desk/clock.js";
import { useDesk, useLoaded } from "../desk/use_desk.js";
import { Text } from "../show/text.js";
import { When } from "../show/times.js";
import { roleWord } from "../show/words.js";
import { Dialog } from "./dialog.js";
import { Loaded, ProblemNotice } from "./notice.js";

const HOUR = 3_600_000;
const LONGEST_NOTE = 2000;

/** Until when, and a note for whoever takes it then. */
export function HoldDialog({ onClose, onSend, problem, busy }) {
  const [choices] = useState(holdChoices);
  const [until, setUntil] = useState(choices[0][1]);
  const [own, setOwn] = useState(false);
  const [note, setNote] = useState("");
  const send = () => onSend({ until, ...(note.trim() ? { note: note.trim() } : {}) });
  return html`<${Ask} title="Hold the case" act="Hold it" ready=${Boolean(until)} ...${{ onClose, send, problem, busy }}>
    <fieldset class="clauses">
      <legend>Until</legend>
      ${choices.map(
        ([word, time]) => html`<label class="clause" key=${word}>
          <input type="radio" name="until" checked=${!own && until === time} onChange=${() => (setOwn(false), setUntil(time))} />
          <span>${word} <span class="muted"><${When} at=${time} /></span></span>
        </label>`,
      )}
      <label class="clause">
        <input type="radio" name="until" checked=${own} onChange=${() => (setOwn(true), setUntil(null))} />
        <span>Another time, at most 30 days from now</span>
      </label>
    </fieldset>
    ${own &&
    html`<label class="field"><span>Time</span>
      <input type="datetime-local" required onInput=${(event) => setUntil(isoOf(event.target.value))} />
    </label>`}
    <${NoteField} note=${note} setNote=${setNote} />
  <//>`;
}

/** A note for the seniors. */
export function EscalateDialog({ onClose, onSend, problem, busy }) {
  const [note, setNote] = useState("");
  const send = () => onSend(note.trim() ? { note: note.trim() } : {});
  return html`<${Ask} title="Escalate to seniors" act="Escalate it" ready=${true} ...${{ onClose, send, problem, busy }}>
    <p>A senior decides. You may not get this case again.</p>
    <${NoteField} note=${note} setNote=${setNote} />
  <//>`;
}

/** To whom. */
export function AssignDialog({ onClose, onSend, problem, busy }) {
  const desk = useDesk();
  const [to, setTo] = useState(null);
  const people = useLoaded(() => desk.api.get("v1/colleagues"));
  return html`<${Ask} title="Hand it to a colleague" act="Hand it on" ready=${to !== null} send=${() => onSend({ to })} ...${{ onClose, problem, busy }}>
    <${Loaded} from=${people} what="colleagues">
      ${(answer) => html`<${Colleagues} people=${answer.people.filter((each) => each.person_id !== desk.me.person_id)} to=${to} setTo=${setTo} />`}
    <//>
  <//>`;
}

function Colleagues({ people, to, setTo }) {
  if (!people.length) return html`<p>There is nobody else at the desk.</p>`;
  return html`<fieldset class="clauses">
    <legend>Colleague</legend>
    ${people.map(
      (each) => html`<label class="clause" key=${each.person_id}>
        <input type="radio" name="to" checked=${to === each.person_id} onChange=${() => setTo(each.person_id)} />
        <span><${Text} value=${each.person_id} /> <span class="muted">${each.roles.map(roleWord).join(", ")}</span></span>
      </label>`,
    )}
  </fieldset>`;
}

function Ask({ title, act, ready, send, onClose, problem, busy, children }) {
  const submit = (event) => {
    event.preventDefault();
    if (ready) send();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${submit}>
      ${children}
      <${ProblemNotice} problem=${problem} />
      <div class="acts">
        <button type="submit" class="primary" disabled=${busy || !ready}>${act}</button>
        <button type="button" class="quiet" onClick=${onClose}>Cancel</button>
      </div>
    </form>
  <//>`;
}

function NoteField({ note, setNote }) {
  return html`<label class="field"><span>Note <span class="muted">optional</span></span>
    <textarea rows="3" maxlength=${LONGEST_NOTE} value=${note} onInput=${(event) => setNote(event.target.value)}></textarea>
  </label>`;
}

/** An hour, four, and nine in the morning: the times people ask for. */
function holdChoices() {
  const morning = new Date(now() + 24 * HOUR);
  morning.setHours(9, 0, 0, 0);
  return [
    ["For an hour", iso(now() + HOUR)],
    ["For four hours", iso(now() + 4 * HOUR)],
    ["Until tomorrow morning", iso(morning.getTime())],
  ];
}

function isoOf(local) {
  const time = new Date(local).getTime();
  return Number.isNaN(time) ? null : iso(time);
}

function iso(ms) {
  return new Date(ms).toISOString();
}
