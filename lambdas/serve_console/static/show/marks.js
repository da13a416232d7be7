/** Severity, due time and status: each in words and with a sign of its own, never by colour alone. */
import { html } from "../html.js";
import { useNow } from "../desk/use_desk.js";
import { Icon } from "./icons.js";
import { roughly } from "./times.js";
import { statusWord, titled } from "./words.js";

const SOON_MS = 15 * 60 * 1000;

/** From the gravest down. */
export const SEVERITIES = ["critical", "high", "medium", "low"];

/** A severity. `count` stands before it where it counts things. */
export function Severity({ value, count = null }) {
  const name = value ?? "none";
  return html`<span class="mark severity-${SEVERITIES.includes(name) ? name : "none"}">
    <${Icon} name=${name} />${count === null ? titled(name) : `${count} ${name}`}
  </span>`;
}

/** When something is due: in how long, soon, or overdue by how much. */
export function Due({ at }) {
  const left = Date.parse(at ?? "") - useNow();
  if (Number.isNaN(left)) return html`<span class="due">no due time</span>`;
  const [tone, icon, words] =
    left < 0
      ? ["late", "late", `overdue by ${roughly(left)}`]
      : [left < SOON_MS ? "soon" : "calm", "clock", `due in ${roughly(left)}`];
  return html`<span class="due due-${tone}"><${Icon} name=${icon} />${words}</span>`;
}

/** A verdict or the status of a case. */
export function Status({ value }) {
  const signs = { approved: "check", rejected: "cross", on_hold: "hold", claimed: "lock" };
  return html`<span class="mark status-${value}"><${Icon} name=${signs[value]} />${statusWord(value)}</span>`;
}

/** A key on the keyboard, beside what it does. Screen readers hear it from `aria-keyshortcuts`. */
export function Kbd({ children }) {
  return html`<kbd aria-hidden="true">${children}</kbd>`;
}
