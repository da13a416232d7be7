/** Single keys for what one does all day. They never fire while one types, nor behind a dialog. */
import { useLayoutEffect, useRef } from "../vendor/hooks.js";

const LAYERS = [];
const NOT_TYPED = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "color"]);
const PRESSED = "a, button, input, summary, [role=button]";

const OFF = "desk.keys-off";

/** Whether single keys are on; some people's tools send letters of their own. */
export function keysEnabled() {
  return sessionStorage.getItem(OFF) === null;
}

/** Turns single keys on or off, for this window. */
export function enableKeys(on) {
  if (on) sessionStorage.removeItem(OFF);
  else sessionStorage.setItem(OFF, "yes");
}

/** Whether somebody types text into this element. */
function isTyping(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input") && !NOT_TYPED.has(element.type);
}

/**
 * Binds keys while the component is there: `{a: {label, run, up?}}`. `run` is called with the
 * event; a binding of null is not there. Later components come before earlier ones.
 */
export function useKeys(bindings) {
  const current = useRef(bindings);
  current.current = bindings;
  useLayoutEffect(() => {
    LAYERS.push(current);
    return () => LAYERS.splice(LAYERS.indexOf(current), 1);
  }, []);
}

/** All keys that do something now, as `[key, label]`, the page's own first. */
export function boundKeys() {
  const found = new Map();
  for (const layer of LAYERS.toReversed()) {
    for (const [key, binding] of Object.entries(layer.current)) {
      if (binding?.label && !found.has(key)) found.set(key, binding.label);
    }
  }
  return [...found];
}

/** Starts to listen; once for the page. */
export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    const binding = bindingFor(event);
    if (!binding) return;
    event.preventDefault();
    binding.run(event);
  });
  document.addEventListener("keyup", (event) => bindingFor(event)?.up?.(event));
}

function bindingFor(event) {
  const held = event.ctrlKey || event.metaKey || event.altKey;
  if (event.defaultPrevented || event.repeat || event.isComposing || held) return null;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return null;
  if (event.key.length === 1 && !keysEnabled()) return null;
  if (event.key === "Enter" && event.target.closest?.(PRESSED)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return LAYERS.toReversed().map((layer) => layer.current[key]).find(Boolean) ?? null;
}
