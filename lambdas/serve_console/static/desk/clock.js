/**
 * What time it is for the desk. Claims and due times are the server's; a machine whose clock is
 * wrong must not show a claim as lost, or as kept.
 */
const TRUSTED_MS = 3000;

let ahead = 0;

/** The time of the server in milliseconds, as well as it is known. */
export function now() {
  return Date.now() + ahead;
}

/**
 * Learns from an answer's `Date` header how far this machine's clock is off. Less than three
 * seconds are as good as nothing: the header has whole seconds and the way takes time too.
 */
export function hearTime(header) {
  const told = Date.parse(header ?? "");
  if (Number.isNaN(told)) return;
  const difference = told + 500 - Date.now();
  ahead = Math.abs(difference) < TRUSTED_MS ? 0 : difference;
}

/** Calls `run` about once a second, also right after this page was hidden; returns its end. */
export function everySecond(run) {
  const timer = setInterval(run, 1000);
  document.addEventListener("visibilitychange", run);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", run);
  };
}
