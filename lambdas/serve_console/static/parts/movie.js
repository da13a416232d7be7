/** An original video: muted, opened at the first flagged span, and still until one starts it. */
import { html } from "../html.js";
import { useEffect, useRef, useState } from "../vendor/hooks.js";
import { useKeys } from "../desk/keys.js";
import { startsOf } from "../desk/flagged.js";
import { useDesk } from "../desk/use_desk.js";
import { Kbd } from "../show/marks.js";
import { useVeil } from "./veil.js";

const NEAR_MS = 500;

/**
 * The video behind a link. `player` is given a function that goes to a place; `onPosition` hears
 * where it is; `onBroken` asks for a new link where this one has run out.
 */
export function Movie({ url, findings, player, onPosition, onBroken }) {
  const { autoplay } = useDesk().me.viewing;
  const video = useRef(null);
  const starts = startsOf(findings);
  const { veil, button } = useVeil();
  const [playing, setPlaying] = useState(false);
  const opened = useRef(false);

  const goTo = (ms) => {
    if (video.current) video.current.currentTime = ms / 1000;
  };
  const at = () => (video.current?.currentTime ?? 0) * 1000;
  const open = () => {
    if (!opened.current && starts.length) goTo(starts[0]);
    opened.current = true;
    if (autoplay) video.current.play().catch(() => {});
  };
  const turn = () => (video.current.paused ? video.current.play().catch(() => {}) : video.current.pause());
  const next = () => goTo(starts.find((start) => start > at() + NEAR_MS) ?? starts[0]);
  const back = () => goTo(starts.findLast((start) => start < at() - NEAR_MS) ?? starts.at(-1));
  useEffect(() => {
    player.current = goTo;
    const element = video.current;
    return () => {
      player.current = null;
      stop(element);
    };
  }, []);
  useKeys({
    p: { label: "Play and pause", run: turn },
    "]": starts.length ? { label: "To the next flagged span", run: next } : null,
    "[": starts.length ? { label: "To the flagged span before", run: back } : null,
  });
  return html`<video ref=${video} class=${`original ${veil}`} src=${url} controls muted playsinline
      preload="metadata" controlslist="nodownload noremoteplayback" disablepictureinpicture
      aria-label="The original upload" onLoadedMetadata=${open} onError=${onBroken}
      onPlay=${() => setPlaying(true)} onPause=${() => setPlaying(false)}
      onTimeUpdate=${() => onPosition(at())}></video>
    <div class="stage-acts">
      <button type="button" class="plain small" aria-keyshortcuts="p" onClick=${turn}>${playing ? "Pause" : "Play"} <${Kbd}>p<//></button>
      ${starts.length > 0 &&
      html`<button type="button" class="plain small" aria-keyshortcuts="[" onClick=${back}>Span before <${Kbd}>[<//></button>
        <button type="button" class="plain small" aria-keyshortcuts="]" onClick=${next}>Next span <${Kbd}>]<//></button>`}
      ${button}
    </div>`;
}

/** Nothing goes on playing, or loading, once the video is off the page. */
function stop(element) {
  element.pause();
  element.removeAttribute("src");
  element.load();
}
