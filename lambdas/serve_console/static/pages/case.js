/** The page of a case: what it is, why it is here, the upload, and the decision. */
import { html } from "../html.js";
import { useCaseWork } from "../desk/case_work.js";
import { findingsOf } from "../desk/flagged.js";
import { useKeys } from "../desk/keys.js";
import { useAction, useDesk } from "../desk/use_desk.js";
import { toQueue } from "../desk/routes.js";
import { Actions } from "../parts/actions.js";
import { Decide } from "../parts/decide.js";
import { Banners, Facts } from "../parts/facts.js";
import { History, Uploader } from "../parts/history.js";
import { Media } from "../parts/media.js";
import { Loaded, Notice, ProblemNotice } from "../parts/notice.js";
import { Findings, Reasons } from "../parts/reasons.js";
import { Heading } from "../parts/shell.js";
import { StatusStrip } from "../parts/status_strip.js";
import { Kbd } from "../show/marks.js";
import { Key, visible } from "../show/text.js";

/** The case of one content. */
export function CasePage({ id }) {
  const work = useCaseWork(id);
  if (!work.detail) {
    return html`<${Heading} title="Case" /><${Loaded} from=${work.loaded} what="the case" />`;
  }
  const findings = findingsOf(work.detail.reasons);
  const { content } = work.detail;
  return html`<div class="case">
    <${Heading} title=${visible(content.key)}><${Key} value=${content.key} /><//>
    <${StatusStrip} work=${work} />
    <${ProblemNotice} problem=${work.problem ?? work.loaded.problem} />
    <div class="case-left">
      <${Media} key=${work.detail.case.token} work=${work} findings=${findings} />
    </div>
    <div class="case-right">
      <${Banners} detail=${work.detail} />
      <${Reasons} reasons=${work.detail.reasons} />
      <${Work} work=${work} />
    </div>
    <div class="case-more">
      <div>
        <${Findings} findings=${findings} />
        <${Uploader} uploader=${work.detail.uploader} contentId=${id} />
      </div>
      <div>
        <${Facts} detail=${work.detail} />
        <${History} events=${work.detail.history} />
      </div>
    </div>
  </div>`;
}

function Work({ work }) {
  const desk = useDesk();
  const entry = desk.outbox.of(work.detail.case.content_id);
  if (entry) return html`<${OnItsWay} entry=${entry} />`;
  if (work.held) return html`<${Deciding} work=${work} />`;
  return html`<${NotHeld} work=${work} />`;
}

function Deciding({ work }) {
  const desk = useDesk();
  const [send, problem] = useAction(async (choice) => {
    desk.outbox.add(work.detail, choice);
    const did = choice.decision === "approve" ? "Approved" : "Rejected";
    desk.say(`${did}. Press U within ten seconds to take it back.`);
    await desk.goOn(work.detail.case.queue);
  });
  return html`<${ProblemNotice} problem=${problem} />
    <${Decide} contentId=${work.detail.case.content_id} onSend=${send} />
    <${Actions} work=${work} />`;
}

function OnItsWay({ entry }) {
  const approved = entry.choice.decision === "approve";
  return html`<${Notice} title=${approved ? "You approved this" : "You rejected this"}>
    <p>Your decision is on its way. Until it is sent you can take it back.</p>
  <//>`;
}

/** Without a claim: who has it, why this person may not, or the way to take it. */
function NotHeld({ work }) {
  const desk = useDesk();
  const { case: it } = work.detail;
  const over = it.status === "decided" || it.status === "closed";
  const may = desk.decides && !over && !it.refusal && (work.expired || it.status === "open");
  const [next, problem] = useAction(() => desk.takeNext(it.queue));
  useKeys({
    c: may ? { label: "Claim this case", run: work.claim } : null,
    n: desk.decides ? { label: "Take the next case", run: next } : null,
  });
  const draft = desk.draftOf(it.content_id);
  return html`<section class="card" aria-label="Your claim">
    ${work.expired &&
    html`<p role="alert"><strong>Your claim ran out,</strong> so the case is open to others again.
      ${draft.note || draft.decision ? " What you chose and typed is kept." : ""}</p>`}
    ${!work.expired && it.refusal && html`<p>${it.refusal.message}</p>`}
    ${over && html`<p>This case is over: there is nothing left to decide.</p>`}
    ${draft.note && html`<p class="muted">Your note, not sent: ${draft.note}</p>`}
    <${ProblemNotice} problem=${problem} />
    <div class="acts">
      ${may &&
      html`<button type="button" class="primary" aria-keyshortcuts="c" disabled=${work.claiming} onClick=${work.claim}>
        ${work.expired ? "Claim it again" : "Claim it"} <${Kbd}>c<//>
      </button>`}
      ${desk.decides &&
      html`<button type="button" class="plain" aria-keyshortcuts="n" onClick=${next}>Take the next <${Kbd}>n<//></button>
        <a class="button quiet" href=${toQueue(it.queue)}>To the queue</a>`}
    </div>
  </section>`;
}
