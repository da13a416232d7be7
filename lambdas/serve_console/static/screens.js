/** What the window shows: the desk, or why it does not. */
import { html } from "./html.js";
import { render } from "./vendor/preact.js";
import { Api } from "./desk/api.js";
import { Desk } from "./desk/desk.js";
import { listenForKeys } from "./desk/keys.js";
import { asProblem } from "./desk/problem.js";
import { App } from "./app.js";
import { OutsidePage, SecondWindowPage } from "./pages/outside.js";

const root = document.getElementById("root");

/** The desk, for whoever has signed in. Throws a `Problem` where it knows nobody of that name. */
export async function showDesk(config, session) {
  const api = new Api(session);
  const me = await api.get("v1/me");
  const desk = new Desk({ api, session, config, me });
  sendWhenLeft(desk);
  listenForKeys();
  render(html`<${App} desk=${desk} />`, root);
}

/** After somebody has left. */
export function showSignedOut(session) {
  const page = html`<${OutsidePage} word="Sign in" go=${() => session.begin()} />`;
  render(page, root);
}

/** Where a sign-in or the start went wrong: in words, and the way to try again. */
export function showFailed(words, error) {
  const wrong = words ?? asProblem(error).sentence;
  const page = html`<${OutsidePage} wrong=${wrong} word="Try again" go=${() => location.reload()} />`;
  render(page, root);
}

/** The window beside the first one. */
export function showSecondWindow() {
  render(html`<${SecondWindowPage} />`, root);
}

/** Leaving sends what waits; it asks first where a note would be lost. */
function sendWhenLeft(desk) {
  addEventListener("pagehide", () => desk.outbox.flush());
  document.addEventListener("visibilitychange", () => document.hidden && desk.outbox.flush());
  addEventListener("beforeunload", (event) => desk.hasUnsent && event.preventDefault());
}
