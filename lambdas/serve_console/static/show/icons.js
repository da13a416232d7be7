/** The console's own signs, as small SVG drawings. They only ever stand beside words. */
import { html } from "../html.js";

const DRAWN = {
  critical: "M8 1 15 8 8 15 1 8Z M7.2 4.5v4h1.6v-4Z M7.2 10v1.6h1.6V10Z",
  high: "M8 1.5 15 14H1Z",
  medium: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z",
  low: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  clock: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6ZM7.2 4.5h1.6v3.2l2.2 1.3-.8 1.4-3-1.8Z",
  late: "M8 1 15.5 14.5H.5ZM7.2 6v4h1.6V6Zm0 5.2v1.6h1.6v-1.6Z",
  check: "M6.3 12.4 1.9 8l1.3-1.3 3.1 3.1 6.5-6.5L14.1 4.6Z",
  cross: "M3.5 2.2 8 6.7l4.5-4.5 1.3 1.3L9.3 8l4.5 4.5-1.3 1.3L8 9.3l-4.5 4.5-1.3-1.3L6.7 8 2.2 3.5Z",
  eye: "M8 3c3.6 0 6.2 2.6 7.5 5-1.3 2.4-3.9 5-7.5 5S1.8 10.4.5 8C1.8 5.6 4.4 3 8 3Zm0 1.6A3.4 3.4 0 1 0 8 11.4 3.4 3.4 0 0 0 8 4.6ZM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z",
  hold: "M3.5 2H7v12H3.5ZM9 2h3.5v12H9Z",
  lock: "M8 1a3.6 3.6 0 0 1 3.6 3.6V7H13v8H3V7h1.4V4.6A3.6 3.6 0 0 1 8 1Zm0 1.6a2 2 0 0 0-2 2V7h4V4.6a2 2 0 0 0-2-2Z",
  cup: "M2 4h9v1.5h1a2.5 2.5 0 0 1 0 5h-1.3A4.5 4.5 0 0 1 6.5 13.5 4.5 4.5 0 0 1 2 9Zm9 3v2h1a1 1 0 0 0 0-2Z",
};

/** A sign of that name; nothing for a name that has none. */
export function Icon({ name }) {
  if (!Object.hasOwn(DRAWN, name)) return null;
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d=${DRAWN[name]} fill="currentColor" fill-rule="evenodd" />
  </svg>`;
}
