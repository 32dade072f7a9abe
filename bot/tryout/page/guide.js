/** The guided first case: one step at a time, in a strip that can be closed. */
import { byId, make, redraw, unseen } from "./elements.js";

const KEPT = "iro-bot-guide-closed";

/** @typedef {import("./api.js").GuideStep} GuideStep */

let listed = false;
/** On a small screen the step's text and buttons are folded away until asked for. */
let unfolded = false;

export const isOpen = () => sessionStorage.getItem(KEPT) === null;

/** @param {GuideStep} step @param {(step: GuideStep) => void} goTo @param {string} name */
function goButton(step, goTo, name) {
  const words = step.type ? `Go to ${name} and type “${step.type}”` : `Go to ${name}`;
  return make("button", { type: "button", class: "button primary small", click: () => goTo(step) }, words);
}

/** @param {GuideStep[]} steps @param {number} now */
function drawSteps(steps, now) {
  return make(
    "ol",
    { class: "guide-steps" },
    ...steps.map((step, at) =>
      make(
        "li",
        { class: step.done ? "done" : at === now ? "now" : null, "aria-current": at === now ? "step" : null },
        make("strong", {}, step.title),
        unseen(step.done ? ", done. " : ". "),
        " ",
        make("span", {}, step.text),
      ),
    ),
  );
}

/**
 * @param {GuideStep[]} steps none while the example has the stage
 * @param {boolean} choice whether there is another procedure to try
 * @param {(person: string) => string} nameOf
 * @param {(step: GuideStep) => void} goTo
 * @param {() => void} again draws once more
 */
export function drawGuide(steps, choice, nameOf, goTo, again) {
  const place = byId("guide");
  place.hidden = !isOpen() || steps.length === 0;
  const now = steps.findIndex((step) => !step.done);
  const step = steps[now];
  place.classList.toggle("unfolded", unfolded);
  redraw(place, [steps, listed, unfolded, choice], () => [
    make(
      "div",
      { class: "guide-now" },
      make(
        "div",
        { class: "guide-words", id: "guide-words" },
        make(
          "h2",
          { id: "guide-title" },
          step
            ? make("span", { class: "guide-count" }, `Your first case, step ${now + 1} of ${steps.length}: `)
            : "Your first case: you have seen it through",
          step ? step.title : null,
        ),
        make(
          "p",
          {},
          step
            ? step.text
            : `Everything that happened is in the log below. Raise another concern${choice ? ", or try another procedure" : ""}.`,
        ),
      ),
      make(
        "button",
        {
          type: "button",
          class: "button small guide-fold",
          "aria-expanded": String(unfolded),
          "aria-controls": "guide-words",
          click: () => {
            unfolded = !unfolded;
            again();
          },
        },
        unfolded ? "Less" : "What to do",
      ),
      make(
        "div",
        { class: "guide-buttons" },
        step && step.person ? goButton(step, goTo, nameOf(step.person)) : null,
        make(
          "button",
          {
            type: "button",
            class: "button small",
            "aria-expanded": String(listed),
            click: () => {
              listed = !listed;
              again();
            },
          },
          listed ? "Fewer steps" : "All steps",
        ),
        make(
          "button",
          { type: "button", class: "button small quiet", click: () => close(again) },
          "Close",
          unseen(" the guided first case"),
        ),
      ),
    ),
    listed ? drawSteps(steps, now) : null,
  ]);
}

/** @param {() => void} again */
function close(again) {
  sessionStorage.setItem(KEPT, "closed");
  again();
  byId("menu-open").focus();
}

/** @param {() => void} again */
export function followGuide(again) {
  byId("guide-show").addEventListener("click", () => {
    sessionStorage.removeItem(KEPT);
    again();
    byId("guide").querySelector("button")?.focus();
  });
}
