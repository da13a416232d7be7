/** Asks to sign in again, beside the page, so that nothing on it is lost. */
import { html } from "../html.js";
import { useDesk } from "../desk/use_desk.js";
import { useState } from "../vendor/hooks.js";
import { Dialog } from "./dialog.js";

/** Shown while the sign-in is over. */
export function SignInAgain() {
  const { session } = useDesk();
  const [wrong, setWrong] = useState(null);
  const again = () => {
    setWrong(null);
    session.signInBeside().catch((error) => setWrong(error.message));
  };
  return html`<${Dialog} title="Your sign-in is over" closable=${false}>
    <p>What you see and what you typed stays here. A second window asks you to sign in.</p>
    ${wrong && html`<p class="notice notice-bad" role="alert">${wrong}</p>`}
    <div class="acts">
      <button type="button" class="primary" onClick=${again}>Sign in again</button>
      <button type="button" class="quiet" onClick=${() => session.stayOut()}>Not now</button>
    </div>
  <//>`;
}
