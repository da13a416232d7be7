/** Light or dark: as the system says, unless a person chooses otherwise for this window. */
const KEPT = "desk.theme";

/** `auto`, `light` or `dark`. */
export function themeChosen() {
  return sessionStorage.getItem(KEPT) ?? "auto";
}

/** Takes that theme from now on, in this window. */
export function chooseTheme(name) {
  if (name === "auto") sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, name);
  applyTheme();
}

/** Applies what was chosen. */
export function applyTheme() {
  const name = themeChosen();
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}
