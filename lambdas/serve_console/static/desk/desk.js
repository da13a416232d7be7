/** The desk as one person has it open: who they are, what is on its way, what they are told. */
import { idempotencyKey } from "./api.js";
import { now } from "./clock.js";
import { Outbox } from "./outbox.js";
import { go, toCase, toQueue } from "./routes.js";

const DECIDING = ["moderator", "senior", "admin"];
const LEADING = ["senior", "admin"];
const AUDITING = ["auditor", "admin"];
const STUCK = ["retrying", "refused"];
const BREAK_AGAIN_MS = 30 * 60 * 1000;
const STILL_HELD_MS = 30_000;

/**
 * One open desk. Components subscribe to it and draw themselves anew at every change.
 * `onPage` is the case that is open on the page, where this person holds it.
 */
export class Desk {
  #hearers = new Set();
  #breakOffUntil = 0;

  constructor({ api, session, config, me }) {
    Object.assign(this, { api, session, config, me });
    this.said = "";
    this.toast = null;
    this.signInEnded = false;
    this.drafts = new Map();
    this.handed = new Map();
    this.aside = [];
    this.onPage = null;
    this.outbox = new Outbox(api, {
      hears: () => this.changed(),
      onSent: (entry) => this.#sent(entry),
      onRefused: (entry) => this.say(`Not taken: ${entry.problem.sentence}`),
    });
    session.onEnded = (ended) => {
      this.signInEnded = ended;
      this.changed();
    };
  }

  /** Calls `hear` at every change; returns its end. */
  subscribe(hear) {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  /** Tells everybody that something has changed. */
  changed() {
    this.#hearers.forEach((hear) => hear());
  }

  /** Whether this person takes cases, leads, or audits. */
  get decides() {
    return this.#hasRole(DECIDING);
  }

  get leads() {
    return this.#hasRole(LEADING);
  }

  get audits() {
    return this.#hasRole(AUDITING);
  }

  /** Whether a break is suggested now: the count is reached, and it was not put off. */
  get suggestsBreak() {
    return this.me.needs_break && now() >= this.#breakOffUntil;
  }

  /** Puts the suggestion off for half an hour. */
  putOffBreak() {
    this.#breakOffUntil = now() + BREAK_AGAIN_MS;
    this.changed();
  }

  /** Says something to a screen reader, politely. */
  say(text) {
    this.said = text;
    this.changed();
  }

  /** Shows a message until it is put away; says it too. */
  tell(text, tone = "plain") {
    this.toast = { text, tone };
    this.say(text);
  }

  /** Puts the message away. */
  hush() {
    this.toast = null;
    this.changed();
  }

  /** Reads anew who this person is and what they have seen. A failure changes nothing. */
  async refreshMe() {
    const me = await this.api.get("v1/me").catch(() => this.me);
    if (me.needs_break && !this.me.needs_break) this.say("You have seen a lot. Take a break soon.");
    this.me = me;
    this.changed();
  }

  /** What was typed for a case and not sent, with changes kept. */
  draftOf(contentId) {
    return this.drafts.get(contentId) ?? { decision: null, clause: null, note: "" };
  }

  /** Keeps what is typed for a case. */
  keepDraft(contentId, draft) {
    this.drafts.set(contentId, draft);
    this.changed();
  }

  /** Whether a note is typed that no decision carries yet, or a decision is not through. */
  get hasUnsent() {
    const stuck = this.outbox.entries.some((each) => STUCK.includes(each.state));
    const typed = [...this.drafts].some(
      ([contentId, draft]) => draft.note.trim() && !this.outbox.of(contentId),
    );
    return stuck || typed;
  }

  /** Goes to the next case of a queue: one that was put aside, else a newly claimed one. */
  async takeNext(queue) {
    this.hush();
    const kept = this.#fromAside(queue);
    if (kept) {
      go(toCase(kept));
      return;
    }
    const path = `v1/queues/${encodeURIComponent(queue)}/claim`;
    const detail = await this.api.write("POST", path, {}, idempotencyKey());
    if (detail === null) {
      this.tell("Nothing in this queue is open for you now.");
      go(toQueue(queue));
      return;
    }
    this.open(detail);
    this.refreshMe();
  }

  /** Goes on after a case: to the next one, or to the queue where a break is suggested. */
  async goOn(queue) {
    if (this.suggestsBreak) go(toQueue(queue));
    else await this.takeNext(queue);
  }

  /** Goes to a case that was just answered, without asking for it again. */
  open(detail) {
    this.handed.set(detail.case.content_id, detail);
    go(toCase(detail.case.content_id));
  }

  /** Takes the last decision back and goes to its case. What was claimed since stays put aside. */
  undo(entry = this.outbox.last) {
    if (!entry || !this.outbox.undo(entry)) return;
    const open = this.onPage;
    if (open && open.content_id !== entry.contentId) this.aside.push(open);
    this.say("Taken back. Nothing was sent.");
    go(toCase(entry.contentId));
  }

  #hasRole(roles) {
    return roles.some((role) => this.me.roles.includes(role));
  }

  #fromAside(queue) {
    const usable = this.aside.filter(
      (each) => each.queue === queue && Date.parse(each.until) > now() + STILL_HELD_MS,
    );
    const [first] = usable;
    this.aside = this.aside.filter((each) => each !== first);
    return first?.content_id ?? null;
  }

  #sent(entry) {
    this.drafts.delete(entry.contentId);
    this.say(`Sent: ${entry.choice.decision === "approve" ? "approved" : "rejected"}.`);
    this.refreshMe();
  }
}
