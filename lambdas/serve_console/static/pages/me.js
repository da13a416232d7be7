/** My settings, and what I have seen. */
import { html } from "../html.js";
import { useRef, useState } from "../vendor/hooks.js";
import { enableKeys, keysEnabled } from "../desk/keys.js";
import { chooseTheme, themeChosen } from "../desk/theme.js";
import { useAction, useDesk } from "../desk/use_desk.js";
import { ShiftTable } from "../parts/exposure.js";
import { ProblemNotice } from "../parts/notice.js";
import { Heading } from "../parts/shell.js";
import { readable, roleWord } from "../show/words.js";

const VIEWING = [
  ["blur", "Blur originals until I lift it"],
  ["grey", "Show originals in grey until I lift it"],
  ["autoplay", "Start videos by themselves, muted"],
];
const THEMES = [["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]];

/** The page of whoever is signed in. */
export function MePage() {
  const desk = useDesk();
  const { me } = desk;
  return html`<${Heading} title="Me" />
    <p class="muted">Signed in as <strong>${me.person_id}</strong>, ${me.roles.map(roleWord).join(", ") || "without a role"}.</p>
    <div class="columns">
      ${desk.decides && html`<${Exposure} me=${me} />`}
      ${desk.decides && html`<${Settings} desk=${desk} />`}
      <div class="stack">
        <${Device} />
        <${Leave} desk=${desk} />
      </div>
    </div>`;
}

function Leave({ desk }) {
  return html`<section class="card" aria-labelledby="leave">
    <h2 id="leave">Leave</h2>
    <p class="muted">Decisions that still wait are sent first. What you hold goes back by itself.</p>
    <button type="button" class="plain" onClick=${() => leave(desk)}>Sign out</button>
  </section>`;
}

function Exposure({ me }) {
  const today = me.today ?? { decided: 0, late: 0, skipped: 0 };
  return html`<section class="card" aria-labelledby="shift">
    <h2 id="shift">This shift</h2>
    <${ShiftTable} shift=${me.shift} />
    <p>Today you decided ${today.decided}, ${today.late} of them late, and skipped ${today.skipped}. A skip costs nothing.</p>
    <p class="muted">${me.needs_break ? "You have reached the count at which a break is suggested." : "You and your seniors see these counts, nobody else."}</p>
  </section>`;
}

function Settings({ desk }) {
  const { categories } = desk.me;
  const [wanted, change, problem] = useSettings(desk);
  const view = (name, on) => change({ viewing: { ...wanted.viewing, [name]: on } });
  const optOut = (category, out) => {
    const others = wanted.opted_out.filter((each) => each !== category);
    change({ opted_out: out ? [...others, category] : others });
  };
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">How I see uploads</h2>
    <${ProblemNotice} problem=${problem} />
    <fieldset class="clauses"><legend>Originals</legend>
      ${VIEWING.map(([name, word]) => html`<${Check} key=${name} on=${wanted.viewing[name]} onTurn=${(on) => view(name, on)}>${word}<//>`)}
    </fieldset>
    <fieldset class="clauses"><legend>I am not given cases about</legend>
      ${categories.map((each) => html`<${Check} key=${each} on=${wanted.opted_out.includes(each)} onTurn=${(on) => optOut(each, on)}>${readable(each)}<//>`)}
    </fieldset>
  </section>`;
}

/** `[wanted, change, problem]`: a change shows at once, and is kept at the desk; refused, it goes. */
function useSettings(desk) {
  const stored = () => ({ viewing: desk.me.viewing, opted_out: desk.me.opted_out });
  const [wanted, setWanted] = useState(stored);
  const latest = useRef(wanted);
  const want = (settings) => {
    latest.current = settings;
    setWanted(settings);
  };
  const [save, problem] = useAction(async () => {
    try {
      for (let sent = null; sent !== latest.current; ) {
        sent = latest.current;
        desk.me = await desk.api.write("PUT", "v1/me/settings", sent);
      }
      desk.tell("Saved.");
    } catch (error) {
      want(stored());
      throw error;
    }
  });
  const change = (part) => {
    want({ ...latest.current, ...part });
    save();
  };
  return [wanted, change, problem];
}

function Device() {
  const [theme, setTheme] = useState(themeChosen);
  const [keys, setKeys] = useState(keysEnabled);
  const choose = (name) => {
    chooseTheme(name);
    setTheme(name);
  };
  const turnKeys = (on) => {
    enableKeys(on);
    setKeys(on);
  };
  return html`<section class="card" aria-labelledby="device">
    <h2 id="device">In this window</h2>
    <fieldset class="clauses"><legend>Colours</legend>
      ${THEMES.map(
        ([name, word]) => html`<label class="clause" key=${name}>
          <input type="radio" name="theme" checked=${theme === name} onChange=${() => choose(name)} /><span>${word}</span>
        </label>`,
      )}
    </fieldset>
    <fieldset class="clauses"><legend>Keyboard</legend>
      <${Check} on=${keys} onTurn=${turnKeys}>Single keys are on<//>
    </fieldset>
  </section>`;
}

function Check({ on, onTurn, children }) {
  return html`<label class="clause">
    <input type="checkbox" checked=${on} onChange=${(event) => onTurn(event.target.checked)} /><span>${children}</span>
  </label>`;
}

async function leave(desk) {
  await desk.outbox.flush();
  desk.session.end();
}
