/**
 * Signing in again without leaving the page: a second window goes to the sign-in page and hands
 * the code back by a channel that only pages of this origin share. The verifier never leaves the
 * first window, so the code is of no use to anybody else.
 */

/** How the state of such a sign-in begins. */
export const AGAIN = "again.";

const CHANNEL = "content-moderation-sign-in";

let channel = null;

/**
 * Opens the second window; the code, once it comes back with this state. Asked again, only the
 * last time counts. Rejected where the browser opens no window.
 */
export function askSecondWindow(address, state) {
  channel?.close();
  channel = new BroadcastChannel(CHANNEL);
  const { promise, resolve, reject } = Promise.withResolvers();
  channel.onmessage = ({ data }) => {
    if (data?.state !== state || typeof data.code !== "string") return;
    channel.postMessage({ taken: state });
    channel.close();
    resolve(data.code);
  };
  if (!window.open(address, "sign-in-again", "popup,width=520,height=720")) {
    reject(new Error("The browser opened no window. Allow windows of this page, then try again."));
  }
  return promise;
}

/** Whether this window is such a second one, just back from the sign-in page. */
export function isSecondWindow() {
  return new URLSearchParams(location.search).get("state")?.startsWith(AGAIN) ?? false;
}

/** Hands the code to the first window, then closes. */
export function handBack() {
  const sent = new URLSearchParams(location.search);
  const state = sent.get("state");
  history.replaceState(null, "", `${location.origin}${location.pathname}`);
  channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    if (data?.taken === state) window.close();
  };
  channel.postMessage({ state, code: sent.get("code") });
}
