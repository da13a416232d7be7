/** The strip over a case: how grave, how urgent, whose it is and for how long. */
import { html } from "../html.js";
import { useEffect, useRef } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { useDesk, useTimeLeft } from "../desk/use_desk.js";
import { Icon } from "../show/icons.js";
import { Due, Kbd, Severity, Status } from "../show/marks.js";
import { Text } from "../show/text.js";
import { countdown, wallTime, When } from "../show/times.js";
import { kindWord, mediaWord, readable } from "../show/words.js";

const WARN_MS = 120_000;
const WARN_SHARE = 0.25;

/** The strip of a case; `work` as of `useCaseWork`. */
export function StatusStrip({ work }) {
  const { case: it, content } = work.detail;
  return html`<div class="strip">
    <div class="strip-what">
      <${Severity} value=${it.severity} />
      <span>${kindWord(it.kind)}</span>
      ${it.category && html`<span>${readable(it.category)}</span>`}
      <span class="wide-only">${mediaWord(content.media_type)}</span>
      <span class="wide-only">queue ${it.queue}</span>
      ${it.escalated && html`<span class="mark">escalated</span>`}
    </div>
    <div class="strip-when">
      ${isOpen(it) && html`<${Due} at=${it.due_at} />`}
      <${Whose} work=${work} />
    </div>
  </div>`;
}

function Whose({ work }) {
  const { case: it } = work.detail;
  if (work.held) return html`<${Left} work=${work} until=${it.until} />`;
  if (work.expired) {
    return html`<span class="due due-late"><${Icon} name="late" />your claim ran out</span>`;
  }
  if (it.status === "claimed") {
    return html`<span><${Icon} name="lock" /><${Text} value=${it.holder} /> has it until <${When} at=${it.until} /></span>`;
  }
  if (it.status === "on_hold") {
    return html`<span><${Icon} name="hold" />on hold until <${When} at=${it.until} /></span>`;
  }
  return html`<${Status} value=${it.status} />`;
}

function Left({ work, until }) {
  const desk = useDesk();
  const left = useTimeLeft(until);
  const warnAt = Math.min(WARN_MS, desk.me.claim_minutes * 60_000 * WARN_SHARE);
  const warns = left <= warnAt;
  useWarning(desk, warns, until);
  useKeys({ e: { label: "Extend the claim", run: work.extend } });
  return html`<span class=${warns ? "left left-warn" : "left"}>
      <${Icon} name=${warns ? "late" : "clock"} />
      <span role="timer" aria-label=${`Yours until ${wallTime(until)}`}>
        ${warns ? "only " : "yours for "}<b class="digits">${countdown(left)}</b>${warns ? " left" : ""}
      </span>
    </span>
    <button type="button" class=${warns ? "primary small" : "plain small"} aria-keyshortcuts="e" onClick=${work.extend}>
      Extend <${Kbd}>e<//>
    </button>`;
}

/** Says once a claim that it runs out soon. */
function useWarning(desk, warns, until) {
  const warnedOf = useRef(null);
  useEffect(() => {
    if (!warns || warnedOf.current === until) return;
    warnedOf.current = until;
    desk.say("Your claim runs out soon. Press E to extend it.");
  }, [warns, until]);
}

function isOpen(it) {
  return it.status !== "decided" && it.status !== "closed";
}
