/** Builds and keeps page elements: text goes in as text, never as markup, and focus survives a redraw. */

/** @type {WeakMap<Element, string>} what each place was last drawn from */
const drawnFrom = new WeakMap();

/** The element of the page with this id. @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/**
 * One element: functions become listeners, `true` an empty attribute, `null` and `false` nothing.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...(Node|string|null|false|undefined)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== false && child !== undefined) element.append(child);
  return element;
}

/** Words for a screen reader only. @param {string} words */
export const unseen = (words) => make("span", { class: "unseen" }, words);

/** An icon from the page's own set. @param {string} name @param {string} className */
export function icon(name, className) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", className);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  drawing.append(use);
  return drawing;
}

/** A person's initials on a quiet colour of their own. @param {string} name */
export function avatar(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) =>
    word ? [...word][0] : "",
  );
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) || 0)) % 360, 7);
  const mark = make("span", { class: "avatar", "aria-hidden": "true" }, initials.join("").toUpperCase());
  mark.style.setProperty("--hue", String(hue));
  return mark;
}

/** @param {Element} place @returns {HTMLElement[]} */
const focusable = (place) =>
  [...place.querySelectorAll("button, a[href], input, select, textarea, [tabindex]")].map(
    (found) => /** @type {HTMLElement} */ (found),
  );

/**
 * Remembers where the focus is inside a place, so that it can be put back after a redraw.
 * @param {Element} place
 * @returns {(now: Element) => void}
 */
export function holdFocus(place) {
  const active = /** @type {HTMLElement|null} */ (document.activeElement);
  if (!active || active === place || !place.contains(active)) return () => {};
  const nth = focusable(place).indexOf(active);
  return (now) => {
    const candidates = focusable(now);
    (candidates[nth] || candidates[candidates.length - 1])?.focus({ preventScroll: true });
  };
}

/**
 * Draws a place anew only if what it shows has changed.
 * @param {Element} place
 * @param {unknown} data
 * @param {() => (Node|string|null)[]} draw
 */
export function redraw(place, data, draw) {
  const source = JSON.stringify(data);
  if (drawnFrom.get(place) === source) return;
  drawnFrom.set(place, source);
  const refocus = holdFocus(place);
  place.replaceChildren(.../** @type {Node[]} */ (draw().filter((child) => child !== null)));
  refocus(place);
}

/**
 * Keeps a list in step with its items: unchanged ones stay as they are, with what was typed into them.
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T, before: HTMLElement|null) => HTMLElement} draw
 */
export function arrange(list, items, keyOf, draw) {
  const present = new Map(
    [...list.children].map((child) => [
      /** @type {HTMLElement} */ (child).dataset.key,
      /** @type {HTMLElement} */ (child),
    ]),
  );
  let after = /** @type {Element|null} */ (null);
  for (const item of items) {
    const key = keyOf(item);
    const before = present.get(key) || null;
    const node = keepOrDraw(item, before, draw);
    node.dataset.key = key;
    present.delete(key);
    const here = after ? after.nextElementSibling : list.firstElementChild;
    if (here !== node) list.insertBefore(node, here);
    after = node;
  }
  for (const gone of present.values()) gone.remove();
}

/**
 * @template T
 * @param {T} item
 * @param {HTMLElement|null} before
 * @param {(item: T, before: HTMLElement|null) => HTMLElement} draw
 */
function keepOrDraw(item, before, draw) {
  const source = JSON.stringify(item);
  if (before && drawnFrom.get(before) === source) return before;
  const refocus = before ? holdFocus(before) : null;
  const node = draw(item, before);
  drawnFrom.set(node, source);
  if (before) {
    before.replaceWith(node);
    if (node.dataset.landing) node.focus({ preventScroll: true });
    else refocus?.(node);
  }
  return node;
}

const FIELDS = "input, textarea, select";

/** The first field of a place that can be seen and typed into. @param {Element} place @returns {HTMLElement|null} */
export function firstField(place) {
  const fields = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(FIELDS));
  return [...fields].find((field) => field.offsetParent !== null && !field.matches(":disabled")) || null;
}

/** Brings a place into sight; one that is too long for the screen is met at its beginning. @param {HTMLElement} place */
export function bringIntoSight(place) {
  const scroll = place.closest(".scroll");
  const room = Math.min(scroll ? scroll.clientHeight : innerHeight, innerHeight);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.scrollIntoView({
    block: place.offsetHeight > room ? "start" : "nearest",
    behavior: calm ? "instant" : "smooth",
  });
}
