/**
 * The upload itself: first the server's small blurred preview, the original only after a recorded
 * reveal, and nothing at all without a claim.
 */
import { html } from "../html.js";
import { useEffect, useRef, useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { useAction, useDesk } from "../desk/use_desk.js";
import { Icon } from "../show/icons.js";
import { Kbd } from "../show/marks.js";
import { isVideo } from "../show/words.js";
import { Movie } from "./movie.js";
import { Notice, ProblemNotice } from "./notice.js";
import { Picture } from "./picture.js";
import { Preview } from "./preview.js";
import { Timeline } from "./timeline.js";

/** Links are renewed by themselves at most so often; each renewal is a recorded reveal. */
const RENEWALS = 3;

/** The media of a case; `work` as of `useCaseWork`, `findings` as of `findingsOf`. */
export function Media({ work, findings }) {
  const { content } = work.detail;
  const player = useRef(null);
  const [position, setPosition] = useState(null);
  const reveal = useReveal(work);
  const may = work.held && !mayNot(useDesk(), work.detail.case);
  useKeys({ r: may && !reveal.original ? { label: "Reveal the original (recorded)", run: reveal.run } : null });
  useEffect(() => setPosition(null), [reveal.original]);
  const shown = work.held ? reveal.original : null;
  const seek = shown ? (ms) => player.current?.(ms) : null;
  return html`<section class="media" aria-label="What it shows">
    <div class="stage">
      ${shown
        ? html`<${Original} original=${shown} findings=${findings} player=${player}
            onPosition=${setPosition} onBroken=${reveal.renew} />`
        : html`<${Covered} work=${work} may=${may} reveal=${reveal} />`}
    </div>
    <${ProblemNotice} problem=${reveal.problem} />
    ${reveal.gaveUp && html`<${Notice} tone="bad"><p>The original cannot be shown in this browser: its link or its format does not work.</p><//>`}
    ${isVideo(content.media_type) &&
    html`<${Timeline} findings=${findings} durationMs=${content.duration_ms} position=${position} seek=${seek} />`}
  </section>`;
}

/** Asks for the original: `run` by a person, `renew` where its link has run out. */
function useReveal(work) {
  const desk = useDesk();
  const [original, setOriginal] = useState(null);
  const [gaveUp, setGaveUp] = useState(false);
  const renewals = useRef(0);
  const [ask, problem, busy] = useAction(async () => {
    const answer = await work.act("reveal");
    setOriginal({ ...answer, asked: crypto.randomUUID() });
    desk.refreshMe();
  });
  const run = () => {
    renewals.current = 0;
    setGaveUp(false);
    return ask();
  };
  const renew = () => {
    renewals.current += 1;
    if (renewals.current <= RENEWALS) return ask();
    setOriginal(null);
    setGaveUp(true);
  };
  useEffect(() => setOriginal(null), [work.detail.case.token, work.held]);
  return { original, gaveUp, problem, busy, run, renew };
}

function Original({ original, findings, player, onPosition, onBroken }) {
  const shared = { key: original.asked, url: original.url, findings, onBroken };
  return isVideo(original.media_type)
    ? html`<${Movie} ...${shared} player=${player} onPosition=${onPosition} />`
    : html`<${Picture} ...${shared} />`;
}

function Covered({ work, may, reveal }) {
  const { case: it, preview } = work.detail;
  const why = covers(useDesk(), work);
  return html`${work.held && preview.available
      ? html`<${Preview} path=${work.path} token=${it.token} onRefused=${work.lose} />`
      : html`<div class="no-picture"><${Icon} name=${work.held ? "eye" : "lock"} /></div>`}
    <div class="cover">
      ${work.held && !preview.available && html`<p>${preview.why ?? "There is no preview."}</p>`}
      ${why && html`<p>${why}</p>`}
      ${may &&
      html`<button type="button" class="primary" aria-keyshortcuts="r" disabled=${reveal.busy} onClick=${reveal.run}>
          <${Icon} name="eye" /> Reveal the original <${Kbd}>r<//>
        </button>
        <p class="muted">This is recorded, and counts as seen.</p>`}
    </div>`;
}

function mayNot(desk, it) {
  return it.senior_only && !desk.leads;
}

function covers(desk, work) {
  const { case: it } = work.detail;
  if (work.expired) return "Your claim ran out, so the upload is not shown any more.";
  if (work.held) return mayNot(desk, it) ? "The original is shown to seniors only." : null;
  if (!desk.decides) return "Uploads are shown only to those who work on them.";
  return it.status === "open" ? "Claim the case to see the upload." : null;
}
