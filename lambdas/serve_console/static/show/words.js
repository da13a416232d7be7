/** The desk's words for what the API names. A name that is not known is shown as it is. */

const STATUS = {
  screening: "being screened",
  approved: "approved",
  in_review: "in review",
  rejected: "rejected",
  gone: "deleted",
  open: "open",
  claimed: "taken",
  on_hold: "on hold",
  decided: "decided",
  closed: "closed",
};

const KIND = { review: "Review", appeal: "Appeal", second_look: "Second look" };

const SOURCE = { moderation_labels: "moderation label", labels: "label" };

const ROLE = { moderator: "moderator", senior: "senior", auditor: "auditor", admin: "admin" };

const EVENT = {
  rescreen_requested: "another screening was asked for",
  gone: "the upload was deleted",
  appealed: "an appeal was filed",
  case_opened: "the case was opened",
  case_claimed: "taken",
  case_extended: "the claim was extended",
  case_released: "put back",
  case_skipped: "skipped",
  case_expired: "the claim ran out",
  case_assigned: "handed on",
  case_held: "put on hold",
  case_escalated: "escalated to seniors",
  case_revealed: "the original was revealed",
  case_confirmed: "the verdict was found right",
  case_disputed: "a second look disagreed",
  case_closed: "the case was closed",
};

const known = (words) => (name) => (Object.hasOwn(words, name) ? words[name] : readable(name));

/** `child-safety` as `child safety`. */
export function readable(name) {
  return String(name ?? "none").replaceAll(/[-_]/g, " ");
}

/** The same, beginning with a capital. */
export function titled(name) {
  const words = readable(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A status of a content or of a case. */
export const statusWord = known(STATUS);

/** Why there is a case. */
export const kindWord = known(KIND);

/** Where a finding comes from. */
export const sourceWord = known(SOURCE);

/** A group of people. */
export const roleWord = known(ROLE);

/** One line of history in words: what happened, and to whom it was handed. */
export function eventWord(event) {
  if (event.kind === "verdict") return `verdict: ${statusWord(event.status)}`;
  if (event.kind === "verdict_not_applied") {
    return `a later verdict, ${statusWord(event.status)}, was not applied`;
  }
  const to = event.kind === "case_assigned" && event.details?.to;
  return to ? `handed on to ${to}` : known(EVENT)(event.kind);
}

/** Who: a person, the policy, or nobody. */
export function whoWord(who) {
  if (!who) return "the desk";
  return who.startsWith("policy@") ? `policy ${who.slice(7)}` : who;
}

/** `88.1 %`; cut, not rounded, as the reasons have it. */
export function percent(value) {
  return `${Math.floor(value * 10 + 1e-6) / 10} %`;
}

/** `image`, `video`, or what else. */
export function mediaWord(type) {
  const [kind, form] = String(type).split("/");
  if (kind === "image" || kind === "video") return `${form.replace(/^x-/, "")} ${kind}`;
  return "unknown format";
}

/** Whether it is a video. */
export const isVideo = (type) => String(type).startsWith("video/");

/** `482 KB`. */
export function sizeWord(bytes) {
  if (!Number.isFinite(bytes)) return "unknown size";
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const amount = bytes / 1000 ** step;
  return `${step && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[step]}`;
}

/** `1 case`, `2 cases`. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}
