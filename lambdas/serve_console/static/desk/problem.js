/** What went wrong, in words for the person at the desk. */

/** Codes after which a claim is not this person's any more, whatever the page still shows. */
const CLAIM_LOST = new Set(["old-token", "claim-expired", "not-yours", "case-closed", "settled"]);

const INSTEAD = {
  400: "The desk did not understand that.",
  403: "You may not do this.",
  404: "There is nothing here.",
  413: "That is too long.",
  429: "Too much at once. Wait a moment, then try again.",
};

/** An answer that is a refusal, or no answer at all. */
export class Problem extends Error {
  constructor({ status = 0, code = "unreachable", detail = "", errors = [], retryAfter = null }) {
    super(detail || code);
    Object.assign(this, { status, code, detail, errors, retryAfter });
  }

  /** Whether trying the same again later may go well, and does no harm. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status === 502 ||
      this.status === 503 || this.status === 504;
  }

  /** Whether the claim that this was done under is lost. */
  get losesClaim() {
    return CLAIM_LOST.has(this.code);
  }

  /** What happened, in sentences. */
  get sentence() {
    if (this.code === "signed-out") return "You are signed out.";
    if (this.status === 0) return "The desk cannot be reached. Check the connection.";
    const wrong = this.errors.map((each) => `${each.where}: ${each.what}`).join("; ");
    const said = this.detail || INSTEAD[this.status] ||
      "The desk failed to answer. Nothing was changed.";
    return wrong ? `${said} ${wrong}` : said;
  }
}

/** The problem that an answer of the API is, whatever it has in it. */
export async function problemOf(answer) {
  const plain = await answer.json().catch(() => null);
  const said = plain !== null && typeof plain === "object" ? plain : {};
  return new Problem({
    status: answer.status,
    code: typeof said.code === "string" ? said.code : `http-${answer.status}`,
    detail: typeof said.detail === "string" ? said.detail : "",
    errors: Array.isArray(said.errors) ? said.errors : [],
    retryAfter: Number(answer.headers.get("retry-after")) || null,
  });
}

/** Any thrown thing as a problem: what is not one is a mistake of the console's own. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ status: 500, code: "console", detail: "The console made a mistake." });
}
