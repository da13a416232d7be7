/** The keys that do something now, and a switch to turn them off. */
import { html } from "../html.js";
import { boundKeys, enableKeys, keysEnabled } from "../desk/keys.js";
import { useState } from "../vendor/hooks.js";
import { Dialog } from "./dialog.js";

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Enter: "↵ Enter", " ": "space" };

/** The list of keys. */
export function KeysHelp({ onClose }) {
  const [on, setOn] = useState(keysEnabled);
  const turn = (event) => {
    enableKeys(event.target.checked);
    setOn(event.target.checked);
  };
  return html`<${Dialog} title="Keys on this page" onClose=${onClose}>
    <dl class="keys">
      ${boundKeys().map(
        ([key, label]) => html`<div key=${key}><dt><kbd>${NAMES[key] ?? key}</kbd></dt><dd>${label}</dd></div>`,
      )}
    </dl>
    <p class="muted">Keys do nothing while you type. Escape leaves a field.</p>
    <label class="check">
      <input type="checkbox" checked=${on} onChange=${turn} /> Single keys are on
    </label>
  <//>`;
}
