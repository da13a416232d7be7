/** Hooks of the desk for components. */
import { createContext } from "../vendor/preact.js";
import { useCallback, useContext, useEffect, useReducer, useRef, useState } from "../vendor/hooks.js";
import { everySecond, now } from "./clock.js";
import { asProblem } from "./problem.js";

/** Holds the `Desk` for all components. */
export const DeskContext = createContext(null);

/** The desk; the component is drawn anew whenever it changes. */
export function useDesk() {
  const desk = useContext(DeskContext);
  const [, redraw] = useReducer((count) => count + 1, 0);
  useEffect(() => desk.subscribe(redraw), [desk]);
  return desk;
}

/** The time, every second. */
export function useNow() {
  const [time, setTime] = useState(now);
  useEffect(() => everySecond(() => setTime(now())), []);
  return time;
}

/** Whether that time is over; the component is drawn anew when it is. */
export function useIsOver(iso) {
  const end = Date.parse(iso ?? "");
  const [, redraw] = useState(false);
  useEffect(() => everySecond(() => redraw(now() >= end)), [end]);
  return Number.isNaN(end) ? false : now() >= end;
}

/** Milliseconds from now until that time, below zero after it; NaN without one. */
export function useTimeLeft(iso) {
  return Date.parse(iso ?? "") - useNow();
}

/**
 * Loads something, anew when `about` changes: `{value, problem, loading, reload, replace}`. What was
 * loaded stays while it is loaded again. `replace(value)` is for what another answer brought. An
 * answer that comes too late is dropped, also one that was asked for before a replacement.
 */
export function useLoaded(load, about = []) {
  const [state, setState] = useState({ value: null, problem: null, loading: true });
  const latest = useRef(0);
  const reload = useCallback(async () => {
    latest.current += 1;
    const mine = latest.current;
    const keep = (change) => mine === latest.current && setState((was) => ({ ...was, ...change }));
    keep({ loading: true });
    try {
      keep({ value: await load(), problem: null, loading: false });
    } catch (error) {
      keep({ problem: asProblem(error), loading: false });
    }
  }, about);
  useEffect(() => {
    reload();
    return () => {
      latest.current += 1;
    };
  }, [reload]);
  const replace = useCallback((value) => {
    latest.current += 1;
    setState({ value, problem: null, loading: false });
  }, []);
  return { ...state, reload, replace };
}

/**
 * Something that a person asks for, one at a time: `[run, problem, busy]`. A second press while
 * the first is on its way does nothing.
 */
export function useAction(act) {
  const [state, setState] = useState({ problem: null, busy: false });
  const busy = useRef(false);
  const run = async (...given) => {
    if (busy.current) return;
    busy.current = true;
    setState({ problem: null, busy: true });
    try {
      await act(...given);
      setState({ problem: null, busy: false });
    } catch (error) {
      setState({ problem: asProblem(error), busy: false });
    } finally {
      busy.current = false;
    }
  };
  return [run, state.problem, state.busy];
}
