/** What was decided day by day, and how much of it late. */
import { html } from "../html.js";
import { utcDay } from "../show/times.js";

/** A small table with bars; days are counted in UTC. */
export function Throughput({ people, days }) {
  const rows = Array.from({ length: days }, (_, back) => onDay(people, utcDay(back)));
  const most = Math.max(1, ...rows.map((row) => row.decided));
  return html`<section class="card" aria-labelledby="throughput">
    <h2 id="throughput">Throughput</h2>
    <table class="bars">
      <thead><tr><th scope="col">Day (UTC)</th><th scope="col" class="number">Decided</th><th scope="col" class="number">Late</th><td></td></tr></thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr key=${row.day}>
            <th scope="row">${row.day}</th>
            <td class="number">${row.decided}</td>
            <td class="number">${row.late}</td>
            <td class="bar-cell" aria-hidden="true">
              <span class="bar-decided" style=${{ width: `${(100 * (row.decided - row.late)) / most}%` }}></span><span class="bar-late" style=${{ width: `${(100 * row.late) / most}%` }}></span>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function onDay(people, day) {
  const tallies = people.map((each) => each.days[day]).filter(Boolean);
  const sum = (name) => tallies.reduce((so, each) => so + (each[name] ?? 0), 0);
  return { day, decided: sum("decided"), late: sum("late") };
}
