/** One pane at a time where the screen is narrow; people beside one of the others where it is wider. */
import { byId } from "./elements.js";

/** @typedef {"people"|"chat"|"mail"} Pane */

export const NARROW = 760;

let started = false;

/** @param {string} pane */
export const isVisible = (pane) => byId(pane).offsetParent !== null;

/** @param {Pane} pane */
export function showPane(pane) {
  document.body.dataset.pane = pane;
  // On a small screen the bar and the path scroll away, and the pane has the screen to itself.
  if (innerWidth < NARROW && started) byId("people").parentElement?.scrollIntoView({ block: "end" });
  started = true;
  for (const tab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tabs button"))) {
    if (tab.dataset.pane === pane) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

/** Tabs and skip links. @param {() => void} onShow */
export function followPanes(onShow) {
  for (const tab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tabs button"))) {
    tab.addEventListener("click", () => {
      showPane(/** @type {Pane} */ (tab.dataset.pane));
      onShow();
    });
  }
  for (const skip of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".skips a"))) {
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      const goal = skip.hash.slice(1);
      if (goal !== "log") showPane(/** @type {Pane} */ (goal));
      onShow();
      byId(goal).focus();
    });
  }
}

/** A button that opens a panel; Escape and a click elsewhere close it. @param {HTMLElement} button @param {HTMLElement} panel */
export function disclose(button, panel) {
  /** @param {boolean} open */
  const set = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(Boolean(panel.hidden)));
  panel.addEventListener("click", (event) => {
    if (event.target instanceof HTMLButtonElement) set(false);
  });
  document.addEventListener("click", (event) => {
    const at = /** @type {Node} */ (event.target);
    if (!panel.hidden && !panel.contains(at) && !button.contains(at)) set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    if (panel.contains(document.activeElement)) button.focus();
    set(false);
  });
}
