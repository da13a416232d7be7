/** A dialog in the middle of the page. The browser keeps focus in it and gives it back after. */
import { html } from "../html.js";
import { useEffect, useId, useRef } from "../vendor/hooks.js";

/** Open as long as it is there. `onClose` is asked by Escape and by its button. */
export function Dialog({ title, onClose, closable = true, children }) {
  const dialog = useRef(null);
  const name = useId();
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    if (closable) onClose();
  };
  return html`<dialog ref=${dialog} aria-labelledby=${name} onCancel=${cancel}>
    <header class="dialog-head">
      <h2 id=${name}>${title}</h2>
      ${closable &&
      html`<button type="button" class="quiet" aria-label="Close" onClick=${onClose}>✕</button>`}
    </header>
    ${children}
  </dialog>`;
}
