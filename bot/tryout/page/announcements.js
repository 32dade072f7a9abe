/** Says what arrives elsewhere, so that cause and effect are seen. */
import { byId, make } from "./elements.js";

const SHOWN_AT_ONCE = 2;
const SHOWN_FOR_MS = 12000;

let heard = -1;

/** @param {string} words @param {{label: string, go: () => void}|null} way @param {string|null} about whom it leads to */
export function announce(words, way = null, about = null) {
  const place = byId("toasts");
  const toast = make("div", { class: "toast", "data-about": about }, make("p", { dir: "auto" }, words));
  const remove = () => toast.remove();
  if (way)
    toast.append(
      make(
        "button",
        {
          type: "button",
          class: "button small",
          click: () => {
            remove();
            way.go();
          },
        },
        way.label,
      ),
    );
  toast.append(make("button", { type: "button", class: "toast-close", "aria-label": "Put away", click: remove }, "×"));
  place.append(toast);
  while (place.children.length > SHOWN_AT_ONCE) place.firstElementChild?.remove();
  fadeLater(toast, remove);
}

/** Stays while it is pointed at or has the focus. @param {HTMLElement} toast @param {() => void} remove */
function fadeLater(toast, remove) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? fadeLater(toast, remove) : remove()), SHOWN_FOR_MS);
}

/**
 * @param {import("./api.js").State} state
 * @param {string|null} person the chosen person, whose own panes show what arrives
 * @param {(person: string) => void} goTo
 */
export function drawAnnouncements(state, person, goTo) {
  const newest = Math.max(0, ...state.announcements.map((one) => one.id));
  const first = heard < 0 || newest < heard;
  const fresh = first ? [] : state.announcements.filter((one) => one.id > heard);
  heard = newest;
  // Who is looked at needs no pointing to.
  for (const toast of byId("toasts").querySelectorAll("[data-about]")) if (toast.dataset.about === person) toast.remove();
  for (const one of fresh.filter((said) => said.person !== person)) {
    const name = state.people.find((someone) => someone.id === one.person)?.name;
    announce(one.text, name ? { label: `Go to ${name}`, go: () => goTo(one.person) } : null, one.person);
  }
}

/** A fault stays until it is mended or the next order succeeds. @param {string|null} words */
export function showTrouble(words) {
  const place = byId("trouble");
  place.hidden = !words;
  if (place.textContent !== (words || "")) place.textContent = words || "";
}
