/** The one template tag: markup in plain modules, without a build. It only ever makes text. */
import htm from "./vendor/htm.js";
import { h } from "./vendor/preact.js";

/** Makes virtual elements of a template; every value in it is escaped by being text. */
export const html = htm.bind(h);
