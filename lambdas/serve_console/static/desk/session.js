/**
 * Sign-in: Cognito's hosted pages, authorization code with PKCE. Tokens are kept in memory only.
 * For the way there and back, sessionStorage has the verifier, the state, and where one was.
 */
import { challengeOf, randomWord } from "./pkce.js";
import { Problem } from "./problem.js";
import { askSecondWindow, AGAIN } from "./second_window.js";

const KEPT = { verifier: "desk.verifier", state: "desk.state", route: "desk.route" };
const LEFT = "desk.signed-out";

/** A sign-in that did not work; the message says why, for a person. */
export class SignInFailed extends Error {}

/** Who is signed in. `onEnded` is told true when a person has to sign in again, false after it. */
export class Session {
  #refreshToken = null;
  #renewing = null;
  #ended = null;

  constructor(config) {
    this.config = config;
    this.token = null;
    this.onEnded = () => {};
    this.base = `${location.origin}${location.pathname}`;
    this.store = sessionStorage;
  }

  /** Whether this person chose to leave in this tab: then nothing signs them in by itself. */
  get left() {
    return this.store.getItem(LEFT) !== null;
  }

  /** Goes to the sign-in page, and comes back to where one is now. */
  async begin() {
    const [verifier, state] = [randomWord(), randomWord()];
    this.store.removeItem(LEFT);
    this.store.setItem(KEPT.verifier, verifier);
    this.store.setItem(KEPT.state, state);
    this.store.setItem(KEPT.route, location.hash);
    location.replace(await this.#address(verifier, state));
  }

  /**
   * Takes what the sign-in page sent along, and puts the address right again. False where it sent
   * nothing. Raises `SignInFailed` where it refused, or where this was not begun here.
   */
  async finish() {
    const sent = new URLSearchParams(location.search);
    if (!sent.has("state") && !sent.has("error")) return false;
    const kept = Object.fromEntries(
      Object.entries(KEPT).map(([name, key]) => [name, this.store.getItem(key)]),
    );
    Object.values(KEPT).forEach((key) => this.store.removeItem(key));
    history.replaceState(null, "", this.base + (kept.route ?? ""));
    if (!kept.state || sent.get("state") !== kept.state) {
      throw new SignInFailed("This sign-in was not begun in this window, so it does not count.");
    }
    if (sent.has("error")) {
      throw new SignInFailed(sent.get("error_description") ?? sent.get("error"));
    }
    await this.#exchange(sent.get("code") ?? "", kept.verifier);
    return true;
  }

  /**
   * A new token in place of one that is refused: silently where that can be, else once the person
   * has signed in again. Raises a `Problem` where they choose not to.
   */
  renew(refused) {
    if (refused !== this.token) return Promise.resolve();
    this.#renewing ??= this.#renewed().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /** Opens the sign-in page beside this one, so that nothing on it is lost. Needs a click. */
  async signInBeside() {
    const { verifier, address, state } = this.beside;
    const code = await askSecondWindow(address, state);
    await this.#exchange(code, verifier);
    this.#endAsking((asked) => asked.resolve());
  }

  /** Stays signed out: what waits for a sign-in is told so, and kept. */
  stayOut() {
    const told = new Problem({ status: 401, code: "signed-out" });
    this.#endAsking((asked) => asked.reject(told));
  }

  /** Signs out here and at the sign-in page. */
  end() {
    this.store.setItem(LEFT, "yes");
    this.#refreshToken = null;
    this.token = null;
    const asked = { client_id: this.config.client_id, logout_uri: this.base };
    location.assign(`${this.#server()}/logout?${new URLSearchParams(asked)}`);
  }

  async #renewed() {
    if (this.#refreshToken && (await this.#refreshed())) return;
    const [verifier, state] = [randomWord(), `${AGAIN}${randomWord()}`];
    this.beside = { verifier, state, address: await this.#address(verifier, state) };
    const asked = Promise.withResolvers();
    this.#ended = asked;
    this.onEnded(true);
    await asked.promise;
  }

  #endAsking(answer) {
    const asked = this.#ended;
    this.#ended = null;
    this.onEnded(false);
    if (asked) answer(asked);
  }

  async #refreshed() {
    const asked = { grant_type: "refresh_token", refresh_token: this.#refreshToken };
    try {
      await this.#ask(asked);
      return true;
    } catch {
      return false;
    }
  }

  async #exchange(code, verifier) {
    const asked = { grant_type: "authorization_code", code, code_verifier: verifier };
    await this.#ask({ ...asked, redirect_uri: this.base });
  }

  async #ask(asked) {
    const body = new URLSearchParams({ ...asked, client_id: this.config.client_id });
    const tokens = await fetch(`${this.#server()}/oauth2/token`, {
      method: "POST",
      body,
      cache: "no-store",
      credentials: "omit",
    })
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    if (!tokens?.access_token) {
      throw new SignInFailed("The sign-in service did not confirm this sign-in.");
    }
    this.#refuseAnother(tokens.access_token);
    this.token = tokens.access_token;
    this.#refreshToken = tokens.refresh_token ?? this.#refreshToken;
  }

  /** Whoever signs in again must be the same person: what waits on this page is theirs. */
  #refuseAnother(token) {
    if (this.token === null || nameIn(token) === nameIn(this.token)) return;
    throw new SignInFailed(
      "That was somebody else's sign-in. Reload the page to work as that person.",
    );
  }

  async #address(verifier, state) {
    const asked = {
      response_type: "code",
      client_id: this.config.client_id,
      redirect_uri: this.base,
      scope: "openid",
      state,
      code_challenge_method: "S256",
      code_challenge: await challengeOf(verifier),
    };
    return `${this.#server()}/oauth2/authorize?${new URLSearchParams(asked)}`;
  }

  #server() {
    return this.config.sign_in_url.replace(/\/+$/, "");
  }
}

/** The name in a token. Only compared: the server is who checks tokens. */
function nameIn(token) {
  try {
    const body = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const claims = JSON.parse(atob(body));
    return claims.username ?? claims.sub;
  } catch {
    return null;
  }
}
