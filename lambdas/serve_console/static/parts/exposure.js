/** What a person has seen in this shift, and the suggestion of a break. */
import { html } from "../html.js";
import { useDesk } from "../desk/use_desk.js";
import { Icon } from "../show/icons.js";
import { SEVERITIES, Severity } from "../show/marks.js";
import { When } from "../show/times.js";

/** Suggests a break once the set count of originals is reached. */
export function BreakNotice() {
  const desk = useDesk();
  if (!desk.suggestsBreak) return null;
  return html`<aside class="notice notice-warn break" aria-label="Break">
    <p>
      <${Icon} name="cup" /> <strong>Time for a break.</strong> You have seen
      ${" "}${total(desk.me.shift?.reveals)} originals since you began. The queue can wait, or somebody
      else takes it; what you have claimed goes back by itself.
    </p>
    <button type="button" class="plain" onClick=${() => desk.putOffBreak()}>Not now</button>
  </aside>`;
}

/** A shift as a small table: cases taken and originals revealed, by severity. */
export function ShiftTable({ shift }) {
  if (!shift) return html`<p class="muted">No case was taken in this shift.</p>`;
  return html`<p>Since <${When} at=${shift.began_at} />, last <${When} at=${shift.last_at} />.</p>
    <table class="figures">
      <caption class="said">Cases and originals of this shift by severity</caption>
      <thead><tr><th scope="col">Severity</th><th scope="col" class="number">Cases</th><th scope="col" class="number">Originals seen</th></tr></thead>
      <tbody>
        ${SEVERITIES.map(
          (each) => html`<tr key=${each}>
            <th scope="row"><${Severity} value=${each} /></th>
            <td class="number">${shift.items[each] ?? 0}</td>
            <td class="number">${shift.reveals[each] ?? 0}</td>
          </tr>`,
        )}
      </tbody>
      <tfoot><tr><th scope="row">In all</th><td class="number">${total(shift.items)}</td><td class="number">${total(shift.reveals)}</td></tr></tfoot>
    </table>`;
}

/** The sum of counts by severity. */
export function total(counts) {
  return Object.values(counts ?? {}).reduce((sum, each) => sum + each, 0);
}
