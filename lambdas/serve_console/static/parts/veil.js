/** Blur and grey over an original, as a person has set them; lifted by pressing or holding V. */
import { html } from "../html.js";
import { useRef, useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { useDesk } from "../desk/use_desk.js";
import { now } from "../desk/clock.js";
import { Kbd } from "../show/marks.js";

const HOLD_MS = 400;

/** `{veil, button}`: the class for the media, and a button; null where nothing is set. */
export function useVeil() {
  const { blur, grey } = useDesk().me.viewing;
  const [lifted, setLifted] = useState(false);
  const pressedAt = useRef(0);
  const has = blur || grey;
  const turn = () => setLifted((was) => !was);
  const press = () => {
    pressedAt.current = now();
    turn();
  };
  const release = () => {
    if (now() - pressedAt.current >= HOLD_MS) turn();
  };
  useKeys({ v: has ? { label: "See it clearly (press, or hold)", run: press, up: release } : null });
  const veil = lifted ? "" : `${blur ? "veil-blur " : ""}${grey ? "veil-grey" : ""}`;
  const button =
    has &&
    html`<button type="button" class="plain small" aria-pressed=${lifted} aria-keyshortcuts="v" onClick=${turn}>
      Clear view <${Kbd}>v<//>
    </button>`;
  return { veil, button };
}
