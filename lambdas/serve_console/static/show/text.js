/**
 * Text that strangers chose: keys, metadata, notes. It is only ever text, and what would steer the
 * reading direction or hide in it is written out, as the command line does: `\n`, `\u202e`.
 */
import { html } from "../html.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const JOINER = "\u200d"; // stands in emoji
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text in pieces `{text, unseen}`; `unseen` ones are characters written out. */
function pieces(text, keepLines = false) {
  const found = [];
  for (const character of String(text)) {
    const unseen =
      UNSEEN.test(character) && character !== JOINER && !(keepLines && character === "\n");
    const shown = unseen ? writtenOut(character) : character;
    const last = found.at(-1);
    if (last && last.unseen === unseen) last.text += shown;
    else found.push({ text: shown, unseen });
  }
  return found;
}

/** The text as one string with such characters written out: for titles and file names. */
export function visible(text) {
  return pieces(String(text).replaceAll("\\", "\\\\")).map((piece) => piece.text).join("");
}

/** A stranger's text. `lines`: its line breaks are line breaks. */
export function Text({ value, lines = false }) {
  if (value === null || value === undefined) return null;
  const parts = pieces(value, lines).map((piece) =>
    piece.unseen ? html`<span class="unseen">${piece.text}</span>` : piece.text,
  );
  return html`<bdi class=${lines ? "stranger lines" : "stranger"}>${parts}</bdi>`;
}

/** A key: its folder quieter than its name. */
export function Key({ value }) {
  const cut = value.lastIndexOf("/", value.length - 2) + 1;
  const folder = cut > 0 && html`<span class="folder"><${Text} value=${value.slice(0, cut)} /></span>`;
  return html`<span class="key" title=${visible(value)}>
    ${folder}<${Text} value=${value.slice(cut)} />
  </span>`;
}

function writtenOut(character) {
  if (SHORT[character]) return SHORT[character];
  const code = character.codePointAt(0);
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
