/** Starts the console: signs in, asks who that is, shows the desk. */
import { html } from "./html.js";
import { render } from "./vendor/preact.js";
import { Api } from "./desk/api.js";
import { Desk } from "./desk/desk.js";
import { listenForKeys } from "./desk/keys.js";
import { asProblem } from "./desk/problem.js";
import { handBack, isSecondWindow } from "./desk/second_window.js";
import { Session, SignInFailed } from "./desk/session.js";
import { applyTheme } from "./desk/theme.js";
import { App } from "./app.js";
import { OutsidePage, SecondWindowPage } from "./pages/outside.js";

const root = document.getElementById("root");

async function start() {
  applyTheme();
  if (isSecondWindow()) {
    render(html`<${SecondWindowPage} />`, root);
    handBack();
    return;
  }
  const config = await fetch(new URL("config.json", document.baseURI)).then((answer) => answer.json());
  const session = new Session(config);
  if (!(await session.finish())) {
    if (session.left) showOutside(session, null);
    else await session.begin();
    return;
  }
  await showDesk(config, session);
}

async function showDesk(config, session) {
  const api = new Api(session);
  const me = await api.get("v1/me");
  const desk = new Desk({ api, session, config, me });
  sendWhenLeft(desk);
  listenForKeys();
  render(html`<${App} desk=${desk} />`, root);
}

/** Leaving sends what waits; it asks first where a note would be lost. */
function sendWhenLeft(desk) {
  addEventListener("pagehide", () => desk.outbox.flush());
  document.addEventListener("visibilitychange", () => document.hidden && desk.outbox.flush());
  addEventListener("beforeunload", (event) => desk.hasUnsent && event.preventDefault());
}

function showOutside(session, wrong) {
  render(html`<${OutsidePage} wrong=${wrong} begin=${() => session.begin()} />`, root);
}

function showFailure(error) {
  const wrong = error instanceof SignInFailed ? error.message : asProblem(error).sentence;
  const begin = () => location.reload();
  render(html`<${OutsidePage} wrong=${wrong} begin=${begin} />`, root);
}

start().catch(showFailure);
