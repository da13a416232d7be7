/** People at the desk: what they have seen in this shift, and their work. For their good. */
import { html } from "../html.js";
import { Icon } from "../show/icons.js";
import { Text } from "../show/text.js";
import { When } from "../show/times.js";
import { roleWord } from "../show/words.js";
import { total } from "./exposure.js";

/** The table of people. Whoever should take a break comes first. */
export function People({ people }) {
  const sorted = [...people].sort(
    (one, other) => other.needs_break - one.needs_break || seen(other) - seen(one),
  );
  return html`<section class="card" aria-labelledby="people">
    <h2 id="people">People</h2>
    <p class="muted">Exposure is of the current shift: it is for breaks, not for comparing people.</p>
    <div class="scrolls" role="region" aria-label="Table of people" tabindex="0">
      <table class="broad">
        <thead><tr>
          <th scope="col">Person</th><th scope="col">Shift</th>
          <th scope="col" class="number">Cases</th><th scope="col" class="number">Seen</th><th scope="col" class="number">Grave</th>
          <th scope="col" class="number">Decided</th><th scope="col" class="number">Late</th><th scope="col" class="number">Skipped</th>
          <th scope="col">Second looks</th>
        </tr></thead>
        <tbody>${sorted.map((each) => html`<${Person} key=${each.person_id} person=${each} />`)}</tbody>
      </table>
    </div>
  </section>`;
}

function Person({ person }) {
  const { shift } = person;
  const sum = (name) => Object.values(person.days).reduce((so, day) => so + (day[name] ?? 0), 0);
  const [agreed, disagreed] = [sum("agreed"), sum("disagreed")];
  return html`<tr>
    <th scope="row">
      <${Text} value=${person.person_id} />
      <span class="muted small-print">${person.roles.map(roleWord).join(", ")}</span>
    </th>
    <td>
      ${shift ? html`<${When} at=${shift.began_at} /> – <${When} at=${shift.last_at} />` : html`<span class="muted">–</span>`}
      ${person.needs_break && html`<span class="due due-soon"><${Icon} name="cup" />break suggested</span>`}
    </td>
    <td class="number">${total(shift?.items)}</td>
    <td class="number">${seen(person)}</td>
    <td class="number">${(shift?.reveals.critical ?? 0) + (shift?.reveals.high ?? 0)}</td>
    <td class="number">${sum("decided")}</td>
    <td class="number">${sum("late")}</td>
    <td class="number">${sum("skipped")}</td>
    <td>${agreed + disagreed ? `${agreed} of ${agreed + disagreed} agreed` : html`<span class="muted">none</span>`}</td>
  </tr>`;
}

const seen = (person) => total(person.shift?.reveals);
