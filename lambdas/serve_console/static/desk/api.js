/** The review API. Addresses are relative to the page: its own address is the API's base. */
import { hearTime } from "./clock.js";
import { Problem, problemOf } from "./problem.js";

const LONGEST_MS = 30_000;
const TRIES = 3;
const LONGEST_PAUSE_S = 5;

/** A key under which a write counts once, however often it is sent. */
export function idempotencyKey() {
  return crypto.randomUUID();
}

/**
 * Speaks to the API as whoever `session` says. Every method throws a `Problem` where the answer is
 * not a good one. Where the sign-in is over it waits until the person has signed in again, then
 * goes on: nothing that was asked is lost.
 */
export class Api {
  constructor(session) {
    this.session = session;
  }

  /** Reads; null where there is nothing (204). */
  async get(path) {
    return bodyOf(await this.#signed("GET", path));
  }

  /** Reads an image, as a blob. */
  async picture(path) {
    return (await this.#signed("GET", path)).blob();
  }

  /**
   * Writes. Sent again under the same key where no answer came, or the desk was busy, so that it
   * counts once.
   */
  async write(method, path, body, key = idempotencyKey()) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(method, path, body, key);
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.passes || tries === TRIES) throw problem;
        await pause(Math.min(problem.retryAfter ?? tries, LONGEST_PAUSE_S));
      }
    }
  }

  /** Writes, once; goes on when the page is left. The caller tries again, under the same key. */
  async once(method, path, body, key) {
    return bodyOf(await this.#signed(method, path, body, key));
  }

  async #signed(method, path, body, key) {
    const token = this.session.token;
    const answer = await send(method, path, body, key, token);
    if (answer.status !== 401) return good(answer);
    await this.session.renew(token);
    return good(await send(method, path, body, key, this.session.token));
  }
}

async function send(method, path, body, key, token) {
  const headers = { accept: "application/json", authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key) headers["idempotency-key"] = key;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LONGEST_MS);
  try {
    const answer = await fetch(new URL(path, document.baseURI), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      keepalive: method !== "GET",
      signal: patience.signal,
    });
    hearTime(answer.headers.get("date"));
    return answer;
  } catch {
    throw new Problem({});
  } finally {
    clearTimeout(timer);
  }
}

async function good(answer) {
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function bodyOf(answer) {
  if (answer.status === 204) return null;
  try {
    return await answer.json();
  } catch {
    throw new Problem({ status: 502, code: "unreadable", detail: "The answer is unreadable." });
  }
}

function pause(seconds) {
  return new Promise((resume) => setTimeout(resume, seconds * 1000));
}
