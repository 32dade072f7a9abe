/** The bar: which procedure, what time it is in the played world, and what moves it on. */
import { byId, make, redraw } from "./elements.js";
import { disclose } from "./panes.js";

/**
 * @typedef {import("./api.js").State} State
 * @typedef {{step: (step: string) => void, play: () => void, putAway: () => void, procedure: (id: string) => void, restart: () => void}} BarOrders
 */

/** @param {State} state @param {boolean} isTold whether the sentence at the example's end is still to be read */
export function drawBar(state, isTold) {
  redraw(byId("procedure"), state.procedures, () =>
    state.procedures.map((one) =>
      make("option", { value: one.id, selected: one.chosen }, one.draft ? `${one.title} (draft)` : one.title),
    ),
  );
  byId("procedure").value = state.procedure.id;
  byId("draft").hidden = !state.procedure.draft;
  byId("now").textContent = state.now_words;
  const { next_event_words: event, next_deadline_words: deadline } = state;
  byId("event").textContent = event ? `Next event: ${event}.` : "Nothing happens by itself.";
  byId("deadline").textContent = deadline ? `Next deadline: ${deadline}.` : "No deadline is running.";
  drawExample(state, isTold);
  document.title = `${state.procedure.authority}: IRO Bot try-out`;
}

/** @param {State} state @param {boolean} isTold */
function drawExample({ example, next_event_words, next_deadline_words }, isTold) {
  /** @type {Record<string, boolean>} */
  const goesNowhere = { event: !next_event_words, deadline: !next_deadline_words };
  byId("play").setAttribute("aria-disabled", String(example.running || !example.can_play));
  byId("play").textContent = example.running ? "The example is playing" : "Play the example";
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]"))) {
    button.setAttribute("aria-disabled", String(example.running || Boolean(goesNowhere[button.dataset.step || ""])));
  }
  byId("playing").hidden = !example.step_words || !(example.running || isTold);
  byId("playing-done").hidden = example.running;
  if (byId("playing-words").textContent !== (example.step_words || ""))
    byId("playing-words").textContent = example.step_words || "";
}

/** Asks before anything played is cleared away. @param {string} title @param {string} text @param {string} yes @returns {Promise<boolean>} */
export function confirm(title, text, yes) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("ask"));
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answered) =>
    dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true }),
  );
}

/** @param {HTMLElement} button */
const isOff = (button) => button.getAttribute("aria-disabled") === "true";

/** @param {BarOrders} orders */
export function followBar(orders) {
  disclose(byId("menu-open"), byId("menu"));
  byId("playing-done").addEventListener("click", orders.putAway);
  byId("time-open").addEventListener("click", () => {
    const open = byId("time-open").getAttribute("aria-expanded") !== "true";
    byId("time-open").setAttribute("aria-expanded", String(open));
    byId("time").classList.toggle("open", open);
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]"))) {
    button.addEventListener("click", () => !isOff(button) && orders.step(String(button.dataset.step)));
  }
  byId("play").addEventListener("click", () => !isOff(byId("play")) && orders.play());
  byId("procedure").addEventListener("change", () => orders.procedure(byId("procedure").value));
  byId("restart").addEventListener("click", orders.restart);
}
