/** One case as a person works on it: what is known of it, whether they hold it, what they do. */
import { useCallback, useEffect, useLayoutEffect, useState } from "../vendor/hooks.js";
import { idempotencyKey } from "./api.js";
import { Problem } from "./problem.js";
import { useAction, useDesk, useIsOver, useLoaded } from "./use_desk.js";

/**
 * The work on the case of a content:
 * - `detail`: the case as last answered, null before that.
 * - `held`: this person has it, and the time is not over. `expired`: they had it until just now.
 * - `act(verb, body)`: does something under the claim; throws a `Problem`. `claim()` takes it.
 */
export function useCaseWork(contentId) {
  const desk = useDesk();
  const path = `v1/cases/${encodeURIComponent(contentId)}`;
  const loaded = useLoaded(() => desk.handed.get(contentId) ?? desk.api.get(path), [contentId]);
  const [changed, setChanged] = useState(null);
  useEffect(() => {
    desk.handed.delete(contentId);
    setChanged(null);
  }, [loaded.value]);
  const detail = changed ?? loaded.value;
  const mine = Boolean(detail?.case.mine && detail.case.status === "claimed");
  const isOver = useIsOver(mine ? detail.case.until : null);
  const held = mine && !isOver;
  useOnPage(desk, held ? detail.case : null);

  const act = useCallback(
    async (verb, body = {}) => {
      const asked = verb === "claim" ? body : { token: detail.case.token, ...body };
      try {
        return await desk.api.write("POST", `${path}/${verb}`, asked, idempotencyKey());
      } catch (problem) {
        if (problem instanceof Problem && problem.losesClaim) loaded.reload();
        throw problem;
      }
    },
    [path, detail?.case.token],
  );
  const [extend, extendProblem] = useAction(async () => {
    setChanged(await act("extend"));
    desk.say("The claim was extended.");
  });
  const [claim, claimProblem, claiming] = useAction(async () => {
    setChanged(await act("claim"));
    desk.say("The case is yours.");
    desk.refreshMe();
  });
  return {
    ...{ detail, held, expired: mine && isOver, loaded, path },
    ...{ act, extend, claim, claiming, problem: extendProblem ?? claimProblem },
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
