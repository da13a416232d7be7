/** An original picture with what was found drawn over it. */
import { html } from "../html.js";
import { useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { boxesOf } from "../desk/flagged.js";
import { Kbd } from "../show/marks.js";
import { percent } from "../show/words.js";
import { useVeil } from "./veil.js";

/** The picture behind a link. `onBroken` asks for a new link where this one has run out. */
export function Picture({ url, findings, onBroken }) {
  const boxes = boxesOf(findings);
  const [drawn, setDrawn] = useState(true);
  const [large, setLarge] = useState(false);
  const { veil, button } = useVeil();
  const turnBoxes = () => setDrawn((was) => !was);
  const turnLarge = () => setLarge((was) => !was);
  useKeys({
    b: boxes.length ? { label: "Boxes on and off", run: turnBoxes } : null,
    f: { label: "Full size and back", run: turnLarge },
  });
  return html`<div class=${large ? "canvas canvas-large" : "canvas"} tabindex=${large ? 0 : null} role=${large ? "group" : null} aria-label=${large ? "The picture in full size" : null}>
      <div class="framed">
        <img class=${`original ${veil}`} src=${url} alt="The original upload" referrerpolicy="no-referrer" onError=${onBroken} />
        ${drawn && boxes.map((box, place) => html`<${Box} key=${place} box=${box} />`)}
      </div>
    </div>
    <div class="stage-acts">
      ${button}
      ${boxes.length > 0 &&
      html`<button type="button" class="plain small" aria-pressed=${drawn} aria-keyshortcuts="b" onClick=${turnBoxes}>
        Boxes <${Kbd}>b<//>
      </button>`}
      <button type="button" class="plain small" aria-pressed=${large} aria-keyshortcuts="f" onClick=${turnLarge}>
        Full size <${Kbd}>f<//>
      </button>
    </div>`;
}

function Box({ box }) {
  const share = (part) => `${100 * part}%`;
  const where = { left: share(box.left), top: share(box.top), width: share(box.width), height: share(box.height) };
  return html`<div class="box" style=${where}>
    <span class=${box.top < 0.08 ? "box-name box-name-in" : "box-name"}>${box.label} ${percent(box.confidence)}</span>
  </div>`;
}
