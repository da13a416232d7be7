/** What one sees without being signed in, and where nothing is. */
import { html } from "../html.js";
import { Heading } from "../parts/shell.js";

/** Outside of the desk: where one left, or where something went wrong; and the way in. */
export function OutsidePage({ wrong = null, word, go }) {
  return html`<main class="outside">
    <h1>Review desk</h1>
    ${wrong ? html`<p class="notice notice-bad" role="alert">${wrong}</p>` : html`<p>You are signed out.</p>`}
    <button type="button" class="primary" onClick=${go}>${word}</button>
  </main>`;
}

/** In the second window, once the code went back to the first. */
export function SecondWindowPage() {
  return html`<main class="outside">
    <h1>Review desk</h1>
    <p>You can close this window and go on in the other one.</p>
  </main>`;
}

/** An address that names nothing. */
export function UnknownPage() {
  return html`<${Heading} title="Nothing here" />
    <p class="card">This address names no page of the desk. <a href="#/">To the queues</a></p>`;
}
