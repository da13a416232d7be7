/** The decision: approve or reject, the clause of the policy that says so, a note. */
import { html } from "../html.js";
import { useRef, useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { useDesk } from "../desk/use_desk.js";
import { Icon } from "../show/icons.js";
import { Kbd } from "../show/marks.js";

const LONGEST_NOTE = 2000;
const KEYED_CLAUSES = 9;

/** The form. `onSend` is given `{decision, clause, note?}` once it is complete. */
export function Decide({ contentId, onSend }) {
  const desk = useDesk();
  const draft = desk.draftOf(contentId);
  const form = useRef(null);
  const [wrong, setWrong] = useState(null);
  const clauses = desk.me.clauses.filter((each) => each.for.includes(draft.decision));
  const chosen = clauses.find((each) => each.id === draft.clause) ?? null;

  const keep = (change) => {
    setWrong(null);
    desk.keepDraft(contentId, { ...draft, ...change });
  };
  const decide = (decision) => {
    const fitting = desk.me.clauses.filter((each) => each.for.includes(decision));
    const stays = fitting.some((each) => each.id === draft.clause);
    const only = fitting.length === 1 ? fitting[0].id : null;
    keep({ decision, clause: stays ? draft.clause : only });
    desk.say(decision === "approve" ? "Approve. Choose a clause." : "Reject. Choose a clause.");
  };
  const choose = (clause) => {
    if (!clause) return;
    keep({ clause: clause.id });
    desk.say(clause.text);
    if (clause.note_required && !draft.note.trim()) focusNote(form.current);
  };
  const step = (by) => choose(clauses[(clauses.indexOf(chosen) + by + clauses.length) % clauses.length]);
  const send = (event) => {
    event?.preventDefault();
    const missing = whatIsMissing(draft, chosen);
    setWrong(missing);
    if (!missing) onSend(answerOf(draft));
    else if (missing === NOTE_MISSING) focusNote(form.current);
  };
  useKeys(keysOf({ clauses, decide, choose, step, send }));
  return html`<form ref=${form} class="card decide" aria-labelledby="decide" onSubmit=${send}>
    <h2 id="decide">Decide</h2>
    <div class="choice" role="group" aria-label="Decision">
      <${Choice} value="approve" draft=${draft} onChoose=${decide} icon="check" letter="a">Approve<//>
      <${Choice} value="reject" draft=${draft} onChoose=${decide} icon="cross" letter="x">Reject<//>
    </div>
    ${draft.decision === null
      ? html`<p class="muted">Then the clause, by its number, and Enter.</p>`
      : html`<${Clauses} clauses=${clauses} chosen=${chosen} onChoose=${choose} />
          <${Note} draft=${draft} chosen=${chosen} keep=${keep} send=${send} wrong=${wrong} />`}
    ${wrong && html`<p class="wrong" id="wrong" role="alert">${wrong}</p>`}
    <button type="submit" class="primary wide" disabled=${draft.decision === null}>
      Send <${Kbd}>↵<//>
    </button>
    <p class="muted small-print">For ten seconds you can take it back.</p>
  </form>`;
}

const NOTE_MISSING = "This clause needs a note.";

function whatIsMissing(draft, chosen) {
  if (!draft.decision) return "Choose approve or reject.";
  if (!chosen) return "Choose a clause.";
  return chosen.note_required && !draft.note.trim() ? NOTE_MISSING : null;
}

function answerOf({ decision, clause, note }) {
  return note.trim() ? { decision, clause, note: note.trim() } : { decision, clause };
}

function keysOf({ clauses, decide, choose, step, send }) {
  const some = clauses.length > 0;
  const numbers = clauses
    .slice(0, KEYED_CLAUSES)
    .map((clause, place) => [String(place + 1), { label: clause.text, run: () => choose(clause) }]);
  return {
    a: { label: "Approve", run: () => decide("approve") },
    x: { label: "Reject", run: () => decide("reject") },
    ...Object.fromEntries(numbers),
    ArrowDown: some ? { label: "Next clause", run: () => step(1) } : null,
    ArrowUp: some ? { label: "Clause before", run: () => step(-1) } : null,
    Enter: some ? { label: "Send the decision", run: () => send() } : null,
  };
}

function Choice({ value, draft, onChoose, icon, letter, children }) {
  const pressed = draft.decision === value;
  return html`<button type="button" class=${`choice-${value}`} aria-pressed=${pressed} aria-keyshortcuts=${letter} onClick=${() => onChoose(value)}>
    <${Icon} name=${icon} /> ${children} <${Kbd}>${letter}<//>
  </button>`;
}

function Clauses({ clauses, chosen, onChoose }) {
  return html`<fieldset class="clauses">
    <legend>Clause</legend>
    ${clauses.length === 0 && html`<p class="muted">The policy has no clause for this.</p>`}
    ${clauses.map(
      (clause, place) => html`<label key=${clause.id} class="clause">
        <input type="radio" name="clause" value=${clause.id} checked=${clause === chosen} onChange=${() => onChoose(clause)} />
        <span>${clause.text}</span>
        ${place < KEYED_CLAUSES && html`<${Kbd}>${place + 1}<//>`}
      </label>`,
    )}
  </fieldset>`;
}

function Note({ draft, chosen, keep, send, wrong }) {
  const needed = Boolean(chosen?.note_required);
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && !event.shiftKey) send(event);
  };
  return html`<label class="field">
    <span>Note <span class="muted">${needed ? "needed for this clause" : "optional"}</span></span>
    <textarea name="note" rows="2" maxlength=${LONGEST_NOTE} required=${needed} value=${draft.note}
      aria-invalid=${wrong === NOTE_MISSING} aria-describedby=${wrong ? "wrong" : null}
      onInput=${(event) => keep({ note: event.target.value })} onKeyDown=${onKeyDown}></textarea>
    <span class="muted small-print">Enter sends. Shift and Enter: a new line. Escape: out.</span>
  </label>`;
}

function focusNote(form) {
  requestAnimationFrame(() => form?.elements.note?.focus());
}
