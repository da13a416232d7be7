/** What else one can do with a case: skip it, hold it, escalate it, hand it on, put it back. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { go, toQueue } from "../desk/routes.js";
import { useAction, useDesk } from "../desk/use_desk.js";
import { Kbd } from "../show/marks.js";
import { AssignDialog, EscalateDialog, HoldDialog } from "./action_dialogs.js";
import { ProblemNotice } from "./notice.js";

/** The actions on a case that one holds. */
export function Actions({ work }) {
  const desk = useDesk();
  const [open, setOpen] = useState(null);
  const [run, problem, busy] = useAction(async (verb, body, { said, next }) => {
    await work.act(verb, body);
    setOpen(null);
    desk.drafts.delete(work.detail.case.content_id);
    desk.say(said);
    const { queue } = work.detail.case;
    if (next) await desk.goOn(queue);
    else go(toQueue(queue));
  });
  const skip = () => run("skip", {}, { said: "Skipped.", next: true });
  const release = () => run("release", {}, { said: "Put back." });
  const ways = [
    ["s", "Skip", "Skip it, for you; no penalty", skip],
    ["h", "Hold", "Hold it until a time", () => setOpen("hold")],
    ["g", "Escalate", "Escalate it to seniors", () => setOpen("escalate")],
    ["t", "Hand on", "Hand it to a colleague", () => setOpen("assign")],
    ["l", "Put back", "Put it back in its queue", release],
  ];
  useKeys(Object.fromEntries(ways.map(([key, , label, act]) => [key, { label, run: act }])));
  const shared = { onClose: () => setOpen(null), problem, busy };
  return html`<div class="actions" role="group" aria-label="Instead of deciding">
      ${ways.map(
        ([key, word, label, act]) =>
          html`<button type="button" key=${key} class="quiet" title=${label} aria-keyshortcuts=${key} disabled=${busy} onClick=${act}>
            ${word} <${Kbd}>${key}<//>
          </button>`,
      )}
    </div>
    ${!open && html`<${ProblemNotice} problem=${problem} />`}
    ${open === "hold" &&
    html`<${HoldDialog} ...${shared} onSend=${(body) => run("hold", body, { said: "On hold.", next: true })} />`}
    ${open === "escalate" &&
    html`<${EscalateDialog} ...${shared} onSend=${(body) => run("escalate", body, { said: "Escalated to seniors.", next: true })} />`}
    ${open === "assign" &&
    html`<${AssignDialog} ...${shared} onSend=${(body) => run("assign", body, { said: `Handed to ${body.to}.`, next: true })} />`}`;
}
