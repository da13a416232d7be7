/** The audit as a file: read page by page from the first day to the last, without a cap. */

const COLUMNS = [
  "at", "content_id", "kind", "who", "status", "previous_status", "severity", "category",
  "policy_version", "why", "reasons", "details",
];
const FORMULA = /^[=+\-@\t\r]/;
const DAY_MS = 86_400_000;

/** The days from one to another, both included: `2026-11-24`. None where they are the wrong way. */
export function daysBetween(since, until) {
  const [first, last] = [Date.parse(since), Date.parse(until)];
  if (Number.isNaN(first) || Number.isNaN(last) || last < first) return [];
  const length = Math.round((last - first) / DAY_MS) + 1;
  return Array.from({ length }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  );
}

/** The pages of a day: `{lines, unreadable}`; what is unreadable is damaged, and named. */
export async function* pagesOf(api, day, signal) {
  let cursor = null;
  do {
    const asked = new URLSearchParams(cursor ? { day, cursor } : { day });
    const page = await api.get(`v1/audit?${asked}`);
    if (signal?.aborted) return;
    yield page;
    ({ cursor } = page);
  } while (cursor);
}

/**
 * The file of these days in `ndjson` or `csv`, as a blob; null where `signal` stopped it.
 * `onProgress` is told `{days, lines, unreadable}`. The parts are given to the browser as they come.
 */
export async function exportDays(api, days, format, { onProgress, signal }) {
  const parts = format === "csv" ? [`${COLUMNS.join(",")}\r\n`] : [];
  const row = format === "csv" ? csvRow : ndjsonRow;
  const done = { days: 0, lines: 0, unreadable: 0 };
  for (const day of days) {
    for await (const page of pagesOf(api, day, signal)) {
      parts.push(new Blob(page.lines.map(row)));
      done.lines += page.lines.length;
      done.unreadable += page.unreadable.length;
      onProgress({ ...done });
    }
    if (signal.aborted) return null;
    done.days += 1;
    onProgress({ ...done });
  }
  const type = format === "csv" ? "text/csv;charset=utf-8" : "application/x-ndjson";
  return new Blob(parts, { type });
}

/** Hands a file to the browser's downloads. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function ndjsonRow(line) {
  return `${JSON.stringify(line)}\n`;
}

function csvRow(line) {
  return `${COLUMNS.map((name) => csvCell(line[name])).join(",")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  const plain = Array.isArray(value) ? value.join(" | ") : value;
  const text = typeof plain === "object" ? JSON.stringify(plain) : String(plain);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
