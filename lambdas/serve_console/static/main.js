/** Starts the console: signs in, asks who that is, shows the desk. */
import { handBack, isSecondWindow } from "./desk/second_window.js";
import { Session, SignInFailed } from "./desk/session.js";
import { applyTheme } from "./desk/theme.js";

/** Everything to look at is loaded after the sign-in: the way there and back needs none of it. */
const screens = () => import("./screens.js");

async function start() {
  applyTheme();
  if (isSecondWindow()) {
    handBack();
    (await screens()).showSecondWindow();
    return;
  }
  const answer = await fetch(new URL("config.json", document.baseURI));
  const config = await answer.json();
  const session = new Session(config);
  if (await session.finish()) await (await screens()).showDesk(config, session);
  else if (session.left) (await screens()).showSignedOut(session);
  else await session.begin();
}

async function showFailure(error) {
  const { showFailed } = await screens();
  showFailed(error instanceof SignInFailed ? error.message : null, error);
}

/** Not even that could be loaded: most likely the desk was deployed anew a moment ago. */
function sayReload() {
  document.getElementById("root").textContent =
    "The console could not be loaded. Reload the page to try again.";
}

start().catch(showFailure).catch(sayReload);
