/** What is around every page: its head with the ways to go, its foot with messages. */
import { html } from "../html.js";
import { useEffect, useRef, useState } from "../vendor/hooks.js";
import { useDesk } from "../desk/use_desk.js";
import { useKeys } from "../desk/keys.js";
import { BreakNotice, total } from "./exposure.js";
import { KeysHelp } from "./keys_help.js";
import { SignInAgain } from "./sign_in_again.js";
import { Toasts } from "./toasts.js";

/** The shell around a page. */
export function Shell({ page, children }) {
  const desk = useDesk();
  const [help, setHelp] = useState(false);
  useKeys({ "?": { label: "Show the keys", run: () => setHelp(true) } });
  return html`<a class="skip" href="#content" onClick=${skip}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/">Review desk${desk.config.stage && html` <span>${desk.config.stage}</span>`}</a>
      <nav aria-label="Pages"><${Ways} desk=${desk} page=${page} /></nav>
      <div class="top-end">
        <${Seen} shift=${desk.me.shift} />
        <button type="button" class="quiet wide-only" aria-keyshortcuts="?" onClick=${() => setHelp(true)}>Keys</button>
        <a class="me" href="#/me" aria-current=${page === "me" ? "page" : null}>${desk.me.person_id}</a>
      </div>
    </header>
    <main id="content" tabindex="-1">
      <${BreakNotice} />
      ${children}
    </main>
    <${Toasts} />
    <p class="said" role="status" aria-live="polite">${desk.said}</p>
    ${help && html`<${KeysHelp} onClose=${() => setHelp(false)} />`}
    ${desk.signInEnded && html`<${SignInAgain} />`}`;
}

/** The head of a page. It takes the focus when the page comes, so that one knows where one is. */
export function Heading({ title, children = null }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · Review desk`;
    heading.current.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return html`<h1 ref=${heading} tabindex="-1">${children ?? title}</h1>`;
}

function Ways({ desk, page }) {
  const ways = [
    ["queues", "#/", "Queues", desk.decides],
    ["search", "#/search", "Search", true],
    ["desk", "#/desk", "Desk", desk.leads],
    ["audit", "#/audit", "Audit", desk.audits],
  ];
  const here = page === "queue" ? "queues" : page;
  return ways
    .filter(([, , , may]) => may)
    .map(
      ([name, address, word]) =>
        html`<a key=${name} href=${address} aria-current=${name === here ? "page" : null}>${word}</a>`,
    );
}

function Seen({ shift }) {
  if (!shift) return null;
  return html`<a class="seen" href="#/me" title="Originals that you revealed in this shift: what you have seen">${total(shift.reveals)} seen</a>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById("content").focus();
}
