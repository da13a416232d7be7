/** The signed-in console: the page of the current address in its shell. */
import { html } from "./html.js";
import { useEffect, useErrorBoundary, useState } from "./vendor/hooks.js";
import { parseRoute } from "./desk/routes.js";
import { DeskContext } from "./desk/use_desk.js";
import { AuditPage } from "./pages/audit.js";
import { CasePage } from "./pages/case.js";
import { DeskPage } from "./pages/desk.js";
import { MePage } from "./pages/me.js";
import { UnknownPage } from "./pages/outside.js";
import { QueuePage } from "./pages/queue.js";
import { QueuesPage } from "./pages/queues.js";
import { SearchPage } from "./pages/search.js";
import { Heading, Shell } from "./parts/shell.js";

const PAGES = {
  queues: QueuesPage,
  queue: QueuePage,
  case: CasePage,
  search: SearchPage,
  desk: DeskPage,
  audit: AuditPage,
  me: MePage,
  unknown: UnknownPage,
};

/** The console of a desk. */
export function App({ desk }) {
  const route = useRoute();
  const name = JSON.stringify([route.page, route.name, route.id, route.query]);
  return html`<${DeskContext.Provider} value=${desk}>
    <${Shell} page=${route.page}><${Safely} key=${name} page=${PAGES[route.page]} route=${route} /><//>
  <//>`;
}

/** A page that fails says so; the ways to go, and what is on its way, stay. */
function Safely({ page: Page, route }) {
  const [error, reset] = useErrorBoundary((thrown) => console.error(thrown));
  if (!error) return html`<${Page} ...${route} />`;
  return html`<${Heading} title="This page failed" />
    <div class="card" role="alert">
      <p>The console made a mistake on this page. What is on its way is still sent.</p>
      <button type="button" class="plain" onClick=${reset}>Show it again</button>
    </div>`;
}

function useRoute() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const hear = () => setHash(location.hash);
    addEventListener("hashchange", hear);
    return () => removeEventListener("hashchange", hear);
  }, []);
  return parseRoute(hash);
}
