/** The drawer in which the log is seen growing. */
import { byId, make, redraw } from "./elements.js";

/** @typedef {import("./api.js").Log} Log */

let rowsBefore = -1;

/** @param {Log} log */
function drawTable(log) {
  const fresh = rowsBefore;
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...log.columns.map((column) => make("th", { scope: "col" }, column)))),
    make(
      "tbody",
      {},
      ...log.rows.map((row, at) =>
        make(
          "tr",
          { class: fresh >= 0 && at >= fresh ? "fresh" : null },
          ...row.map((cell) => make("td", { dir: "auto" }, cell)),
        ),
      ),
    ),
  );
}

/** An entry in one line: who did it, unless the sentence names them. @param {string[]} row */
function latest([at, ref, said, who]) {
  return [at, ref, said, said.includes(who) ? "" : who].filter(Boolean);
}

/** @param {Log|null} log @param {boolean} severalCases */
export function drawLog(log, severalCases) {
  const rows = log ? log.rows : [];
  const last = rows[rows.length - 1];
  byId("log-open").textContent = rows.length === 1 ? "Log, 1 entry" : `Log, ${rows.length} entries`;
  byId("log-latest").textContent = last
    ? `Latest: ${latest(last).join(" · ")}`
    : "Everything that happens is written here, and nothing is ever taken out.";
  byId("log-scope").hidden = !severalCases;
  redraw(byId("log-scroll"), log, () => [
    log && rows.length
      ? drawTable(log)
      : make("p", { class: "empty" }, "Nothing has happened yet. The first entry is written when a concern is raised."),
  ]);
  if (rows.length !== rowsBefore) byId("log-scroll").scrollTop = byId("log-scroll").scrollHeight;
  rowsBefore = rows.length;
}

export const everyCase = () => byId("log-all").checked && !byId("log-scope").hidden;

/** @param {boolean} open */
function setDrawer(open) {
  byId("log-drawer").hidden = !open;
  byId("log-open").setAttribute("aria-expanded", String(open));
  byId("log-scroll").scrollTop = byId("log-scroll").scrollHeight;
}

/** @param {() => void} onScope */
export function followLog(onScope) {
  byId("log-open").addEventListener("click", () => setDrawer(Boolean(byId("log-drawer").hidden)));
  byId("log-all").addEventListener("change", () => {
    rowsBefore = -1;
    onScope();
  });
}
