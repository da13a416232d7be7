/** Proof key for code exchange (RFC 7636): the code that a redirect carries is of no use alone. */

/** A random word of 43 URL-safe characters, 256 bits. */
export function randomWord() {
  return urlSafe(crypto.getRandomValues(new Uint8Array(32)));
}

/** The challenge that goes with a verifier. */
export async function challengeOf(verifier) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return urlSafe(new Uint8Array(digest));
}

function urlSafe(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
