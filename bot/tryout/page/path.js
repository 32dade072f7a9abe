/** The line of a case's whole path: stages as stops, duties as ticks, the overall limit as its end. */
import { byId, make, redraw, unseen } from "./elements.js";

/** @typedef {import("./api.js").Path} Path */

const SAID = { done: "done", now: "here now", ahead: "ahead", skipped: "passed over", unreached: "not needed" };

const NOT_ENTERED = new Set(["skipped", "unreached"]);

/** "Stage 1, Team Manager": the stage first, who leads it below. @param {string} title */
function titleOf(title) {
  const comma = title.indexOf(", ");
  if (comma < 0) return [make("span", { class: "stop-title" }, title)];
  return [
    make("span", { class: "stop-title" }, title.slice(0, comma)),
    unseen(", "),
    make("span", { class: "stop-role", title: title.slice(comma + 2) }, title.slice(comma + 2)),
  ];
}

/** @param {import("./api.js").Stop} stop */
function drawStop(stop) {
  // What is due now stands beside the stop as ticks.
  const due = stop.state === "now" ? null : stop.due_words;
  const when = [stop.entered_words && `from ${stop.entered_words}`, due].filter(Boolean).join(", ");
  return make(
    "li",
    { class: `stop ${stop.state}`, "aria-current": stop.state === "now" ? "step" : null },
    make("span", { class: "dot", "aria-hidden": "true" }),
    ...titleOf(stop.title),
    unseen(`, ${SAID[stop.state]}`),
    stop.state === "now" ? make("span", { class: "here", "aria-hidden": "true" }, "Here now") : null,
    NOT_ENTERED.has(stop.state)
      ? make("span", { class: "stop-when", "aria-hidden": "true" }, SAID[stop.state])
      : null,
    when ? make("span", { class: "stop-when" }, unseen(", "), when) : null,
  );
}

/** @param {import("./api.js").Tick} tick */
function drawTick(tick) {
  return make(
    "li",
    { class: `tick ${tick.state}` },
    make("span", { class: "notch", "aria-hidden": "true" }),
    make("span", { class: "tick-title" }, tick.title),
    make("span", { class: "tick-when" }, unseen(", "), tick.when_words),
    tick.state === "late" ? make("span", { class: "tag late" }, "date passed") : null,
  );
}

/** @param {Path} path */
function drawEnd(path) {
  if (path.closed_words) {
    return make(
      "li",
      { class: "stop end closed" },
      make("span", { class: "cap", "aria-hidden": "true" }),
      make("span", { class: "stop-title" }, path.closed_words),
    );
  }
  if (!path.limit) return null;
  const passed = path.limit.day > path.limit.of;
  return make(
    "li",
    { class: `stop end${passed ? " passed" : ""}` },
    make("span", { class: "cap", "aria-hidden": "true" }),
    make("span", { class: "stop-title" }, "Overall limit"),
    // The day it is at stands above the line.
    make("span", { class: "stop-when" }, unseen(", "), path.limit.when_words),
  );
}

/** @param {Path} path */
function drawLine(path) {
  const end = drawEnd(path);
  const line = make("ol", { class: "path", style: `--stops: ${path.stops.length + (end ? 1 : 0)}` });
  for (const stop of path.stops) {
    line.append(drawStop(stop));
    if (stop.state === "now" && path.ticks.length) {
      line.append(
        make("li", { class: "ticks" }, unseen("What is owed now"), make("ul", {}, ...path.ticks.map(drawTick))),
      );
    }
  }
  if (end) line.append(end);
  return line;
}

/** Where the case stands, in one sentence. @param {Path|null} path */
function stateWords(path) {
  if (!path) return "";
  if (path.closed_words) return path.closed_words;
  const here = path.stops.find((stop) => stop.state === "now");
  return [here && `Now: ${here.title}`, path.limit && path.limit.words].filter(Boolean).join(" · ");
}

/** @param {import("./api.js").State} state @param {string|null} ref */
function drawChooser(state, ref) {
  byId("case-chooser").hidden = state.cases.length < 2;
  redraw(byId("case"), [state.cases, ref], () =>
    state.cases.map((one) =>
      make("option", { value: one.ref, selected: one.ref === ref }, one.open ? one.title : `${one.title} (closed)`),
    ),
  );
}

/** @param {import("./api.js").State} state @param {Path|null} path */
export function drawPath(state, path) {
  drawChooser(state, path ? path.ref : null);
  byId("case-title").textContent = path && state.cases.length < 2 ? `The path of ${path.ref}` : "The case’s path";
  byId("case-state").textContent = stateWords(path);
  byId("path-open").hidden = !path;
  redraw(byId("path"), path, () => [
    path
      ? drawLine(path)
      : make(
          "p",
          { class: "path-empty" },
          "No concern has been raised yet. When one is, its whole path stands here: each stage, what is owed and by when, and the overall limit.",
        ),
  ]);
}

/** @param {(ref: string) => void} choose */
export function followPath(choose) {
  byId("case").addEventListener("change", () => choose(byId("case").value));
  byId("path-open").addEventListener("click", () => {
    const open = byId("path-open").getAttribute("aria-expanded") !== "true";
    byId("path-open").setAttribute("aria-expanded", String(open));
    byId("path").classList.toggle("open", open);
  });
}
