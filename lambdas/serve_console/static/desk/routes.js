/** Where one is: the part of the address behind `#`. */

const PAGES = {
  "": ["queues"],
  queue: ["queue", "name"],
  case: ["case", "id"],
  search: ["search"],
  desk: ["desk"],
  audit: ["audit"],
  me: ["me"],
};

/** The page and its parameters in an address such as `#/queue/general` or `#/search?q=cat`. */
export function parseRoute(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
  const [first, ...rest] = path.split("/");
  const [page, parameter] = Object.hasOwn(PAGES, first) ? PAGES[first] : [];
  if (!page || rest.length !== (parameter ? 1 : 0)) return { page: "unknown" };
  try {
    const named = parameter ? { [parameter]: decodeURIComponent(rest[0]) } : {};
    if (parameter && !named[parameter]) return { page: "unknown" };
    return { page, ...named, query: Object.fromEntries(new URLSearchParams(query)) };
  } catch {
    return { page: "unknown" };
  }
}

/** The address of a queue's page. */
export const toQueue = (name) => `#/queue/${encodeURIComponent(name)}`;

/** The address of a case's page. */
export const toCase = (contentId) => `#/case/${encodeURIComponent(contentId)}`;

/** The address of a search. */
export const toSearch = (text) => `#/search?${new URLSearchParams({ q: text })}`;

/** The address of the audit of a day. */
export const toAudit = (day) => `#/audit?${new URLSearchParams({ day })}`;

/** Goes there. */
export function go(address) {
  location.hash = address;
}
