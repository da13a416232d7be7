/** One case as a person works on it: what is known of it, whether they hold it, what they do. */
import { useCallback, useEffect, useLayoutEffect, useState } from "../vendor/hooks.js";
import { idempotencyKey } from "./api.js";
import { Problem } from "./problem.js";
import { useAction, useDesk, useIsOver, useLoaded } from "./use_desk.js";

/**
 * The work on the case of a content:
 * - `detail`: the case as last answered, null before that.
 * - `held`: this person has it, and the time is not over. `expired`: their time ran out here, and
 *   nobody has it now.
 * - `act(verb, body)`: does something under the claim; throws a `Problem`. `claim()` takes it.
 * - `lose(problem)`: believes the desk where it says that the claim is lost; its clock counts.
 */
export function useCaseWork(contentId) {
  const desk = useDesk();
  const path = `v1/cases/${encodeURIComponent(contentId)}`;
  const loaded = useLoaded(() => desk.handed.get(contentId) ?? desk.api.get(path), [contentId]);
  useEffect(() => {
    desk.handed.delete(contentId);
  }, [loaded.value]);
  const detail = loaded.value;
  const mine = Boolean(detail?.case.mine && detail.case.status === "claimed");
  const isOver = useIsOver(mine ? detail.case.until : null);
  const [lostToken, setLostToken] = useState(null);
  const expired = mine
    ? isOver || detail.case.token === lostToken
    : lostToken !== null && detail.case.status === "open";
  const held = mine && !expired;
  useOnPage(desk, held ? detail.case : null);

  const lose = useCallback(
    (problem) => {
      if (!(problem instanceof Problem && problem.losesClaim)) return;
      if (problem.code === "claim-expired") setLostToken(detail.case.token);
      loaded.reload();
    },
    [loaded.reload, detail?.case.token],
  );

  const act = useCallback(
    async (verb, body = {}) => {
      const asked = verb === "claim" ? body : { token: detail.case.token, ...body };
      try {
        return await desk.api.write("POST", `${path}/${verb}`, asked, idempotencyKey());
      } catch (problem) {
        lose(problem);
        throw problem;
      }
    },
    [path, lose, detail?.case.token],
  );
  const [extend, extendProblem] = useAction(async () => {
    loaded.replace(await act("extend"));
    desk.say("The claim was extended.");
  });
  const [claim, claimProblem, claiming] = useAction(async () => {
    loaded.replace(await act("claim"));
    desk.say("The case is yours.");
    desk.refreshMe();
  });
  return {
    ...{ detail, held, expired, loaded, path },
    ...{ act, lose, extend, claim, claiming, problem: extendProblem ?? claimProblem },
  };
}

function useOnPage(desk, held) {
  // With the page, not after it: an undo may come as soon as the case can be seen.
  useLayoutEffect(() => {
    desk.onPage = held;
    return () => {
      desk.onPage = null;
    };
  }, [held]);
}
