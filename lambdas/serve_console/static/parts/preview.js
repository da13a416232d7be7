/** The server's small blurred grey picture. It is fetched with the token, and kept nowhere. */
import { html } from "../html.js";
import { useEffect, useState } from "../vendor/hooks.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "../desk/use_desk.js";

/** The preview of a case under a claim's token; `onRefused` hears why there is none. */
export function Preview({ path, token, onRefused }) {
  const { api } = useDesk();
  const [{ url, problem }, setState] = useState({ url: null, problem: null });
  useEffect(() => {
    let wanted = true;
    let made = null;
    api
      .picture(`${path}/preview?token=${encodeURIComponent(token)}`)
      .then((blob) => {
        if (!wanted) return;
        made = URL.createObjectURL(blob);
        setState({ url: made, problem: null });
      })
      .catch((error) => {
        if (!wanted) return;
        setState({ url: null, problem: asProblem(error) });
        onRefused(error);
      });
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [path, token]);
  if (problem) return html`<p class="no-picture" role="status">${problem.sentence}</p>`;
  if (!url) return html`<div class="no-picture" role="status"><span class="muted">Preview …</span></div>`;
  return html`<img class="preview" src=${url} alt="Small blurred preview of the upload" />`;
}
