/** Times and durations in words. A date that cannot be read is said to be so, and breaks nothing. */
import { html } from "../html.js";
import { now } from "../desk/clock.js";

const UNKNOWN = "unknown time";
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const YEAR = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `9:07`, `1:02:30`: minutes and seconds left; never below zero. */
export function countdown(ms) {
  if (Number.isNaN(ms)) return UNKNOWN;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** `40 s`, `12 min`, `3 h 5 min`, `2 days`: as exact as one needs it. */
export function roughly(ms) {
  if (Number.isNaN(ms)) return UNKNOWN;
  const amount = Math.abs(ms);
  if (amount < MINUTE) return `${Math.floor(amount / 1000)} s`;
  if (amount < HOUR) return `${Math.floor(amount / MINUTE)} min`;
  const minutes = Math.floor((amount % HOUR) / MINUTE);
  const hours = Math.floor(amount / HOUR);
  if (hours < 6) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}

/** A place in a video: `0:05`, `1:02:03`, with tenths where they matter. */
export function place(ms) {
  const seconds = Math.max(0, ms / 1000);
  const whole = Math.floor(seconds);
  const tenths = Math.round((seconds - whole) * 10);
  const tail = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const head = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return `${head}:${tail}${tenths > 0 && tenths < 10 ? `.${tenths}` : ""}`;
}

/** From where to where in a video. */
export function span({ start_ms: start, end_ms: end }) {
  return end > start ? `${place(start)}–${place(end)}` : place(start);
}

/** A time as the clock on the wall says it: today `14:32`, else with the day. */
export function wallTime(iso) {
  const time = new Date(iso ?? NaN);
  if (Number.isNaN(time.getTime())) return UNKNOWN;
  const today = new Date(now());
  if (time.toDateString() === today.toDateString()) return CLOCK.format(time);
  return (time.getFullYear() === today.getFullYear() ? DAY : YEAR).format(time);
}

/** A time, for people and for machines. */
export function When({ at }) {
  const time = new Date(at ?? NaN);
  if (Number.isNaN(time.getTime())) return html`<span>${UNKNOWN}</span>`;
  const exact = time.toISOString();
  return html`<time datetime=${exact} title=${exact}>${wallTime(at)}</time>`;
}

/** Today's date where days are counted in UTC: `2026-11-24`; `back` days before. */
export function utcDay(back = 0) {
  return new Date(now() - back * 24 * HOUR).toISOString().slice(0, 10);
}
