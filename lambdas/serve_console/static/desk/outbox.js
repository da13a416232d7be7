/**
 * Decisions on their way. Each waits ten seconds, in which it can be taken back; then it is sent,
 * under one key, so that it counts once however often it is sent. Without an answer it is sent
 * again, until there is one. Leaving the page sends at once what waits.
 */
import { idempotencyKey } from "./api.js";
import { now } from "./clock.js";
import { asProblem } from "./problem.js";

/** How long a decision can be taken back. */
export const UNDO_MS = 10_000;

/** A claim must outlast the wait: what could not be sent before its end is sent before that. */
const MARGIN_MS = 3_000;
const RETRY_MS = [2_000, 4_000, 8_000, 15_000];

/**
 * The decisions that are not through yet, oldest first. Each is `waiting`, `sending`, `retrying`
 * (no answer came) or `refused` with its `problem`. `hears` is told of every change, and with
 * `onSent` of each decision that is through.
 */
export class Outbox {
  constructor(api, { hears, onSent, onRefused }) {
    Object.assign(this, { api, hears, onSent, onRefused });
    this.entries = [];
  }

  /** Takes a decision on a claimed case. */
  add(detail, choice) {
    const wait = Math.min(UNDO_MS, Date.parse(detail.case.until) - MARGIN_MS - now());
    const entry = {
      contentId: detail.case.content_id,
      name: detail.content.key,
      choice,
      body: { token: detail.case.token, ...choice },
      key: idempotencyKey(),
      state: "waiting",
      sendAt: now() + wait,
      tries: 0,
      problem: null,
    };
    this.entries = [...this.entries, entry];
    if (wait > 0) entry.timer = setTimeout(() => this.send(entry), wait);
    else this.send(entry);
    this.hears();
    return entry;
  }

  /** What is on its way for a content, or undefined. */
  of(contentId) {
    return this.entries.find((entry) => entry.contentId === contentId);
  }

  /** The last decision that can still be taken back, or undefined. */
  get last() {
    return this.entries.findLast((entry) => entry.state === "waiting");
  }

  /** Takes a decision back, so that it is never sent; false where it is too late. */
  undo(entry = this.last) {
    if (entry?.state !== "waiting") return false;
    this.drop(entry);
    return true;
  }

  /** Forgets a decision. */
  drop(entry) {
    clearTimeout(entry.timer);
    this.entries = this.entries.filter((each) => each !== entry);
    this.hears();
  }

  /** Sends at once whatever waits. What is sent goes on when the page is left. */
  flush() {
    const due = this.entries.filter((each) => each.state === "waiting" || each.state === "retrying");
    return Promise.all(due.map((entry) => this.send(entry)));
  }

  /** Sends a decision now. */
  async send(entry) {
    clearTimeout(entry.timer);
    entry.state = "sending";
    entry.tries += 1;
    this.hears();
    const path = `v1/cases/${encodeURIComponent(entry.contentId)}/decide`;
    try {
      const summary = await this.api.once("POST", path, entry.body, entry.key);
      this.drop(entry);
      this.onSent(entry, summary);
    } catch (error) {
      this.#failed(entry, asProblem(error));
    }
  }

  #failed(entry, problem) {
    entry.problem = problem;
    if (problem.passes) {
      const pause = RETRY_MS[Math.min(entry.tries, RETRY_MS.length) - 1];
      entry.state = "retrying";
      entry.timer = setTimeout(() => this.send(entry), pause);
    } else {
      entry.state = "refused";
      this.onRefused(entry);
    }
    this.hears();
  }
}
