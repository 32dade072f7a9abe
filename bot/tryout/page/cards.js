/** Draws Adaptive Cards with Microsoft's own renderer and turns its actions into presses. */
import { bringIntoSight, firstField, make } from "./elements.js";

/**
 * @typedef {{verb: string, data: object}} Pressed
 * @typedef {{source: string, fields: Record<string, string>, open: string|null, shown: Record<string, boolean>}} Typed what stood in a card's fields, and which forms and sections were open in it
 * @typedef {{node: HTMLElement, typed: () => Typed}} DrawnCard
 */

/** @type {Record<string, object>} host configs by theme */
const looks = {};

/** The renderer, or undefined where its file has not been installed. @returns {any} */
const renderer = () => /** @type {any} */ (globalThis).AdaptiveCards;

/** Fetches how Teams draws cards, in both themes, once. */
export async function learnLooks() {
  for (const theme of ["light", "dark"]) {
    const answer = await fetch(`/page/teams-${theme}.json`);
    looks[theme] = answer.ok ? await answer.json() : {};
  }
}

/**
 * @param {object} source the card as the bot sent it
 * @param {"light"|"dark"} theme
 * @param {Typed|null} typed what had been typed into this card, or into the one that it replaces
 * @param {(pressed: Pressed) => void} onPress
 * @returns {DrawnCard}
 */
export function drawCard(source, theme, typed, onPress) {
  const library = renderer();
  if (!library)
    return notDrawn("The card renderer is not installed. Stop the try-out and start it again with: make run");
  // Text stays as it was typed: no asterisk or bracket becomes a style or a link.
  library.AdaptiveCard.onProcessMarkdown = (
    /** @type {string} */ _text,
    /** @type {{didProcess: boolean}} */ result,
  ) => {
    result.didProcess = false;
  };
  const card = new library.AdaptiveCard();
  card.hostConfig = new library.HostConfig(looks[theme] || {});
  card.onExecuteAction = (/** @type {any} */ action) => act(action, onPress);
  // A form that opens at the foot of the chat would open out of sight.
  card.onInlineCardExpanded = (/** @type {any} */ action, /** @type {boolean} */ opened) => {
    if (opened) action.card?.renderedElement?.scrollIntoView({ block: "nearest" });
  };
  try {
    card.parse(source, new library.SerializationContext(library.Versions.v1_5));
    const kept = JSON.stringify(source);
    if (typed) putBack(card, typed, typed.source === kept);
    const node = frame(card.render(), source);
    if (typed?.source === kept && typed.open) formButton(node, typed.open)?.click();
    card.onInlineCardExpanded = (/** @type {any} */ action, /** @type {boolean} */ open) => open && meetForm(action);
    return { node, typed: () => typedInto(card, kept, node) };
  } catch (fault) {
    return notDrawn(`This card could not be drawn: ${fault instanceof Error ? fault.message : fault}`);
  }
}

/** @param {string} why @returns {DrawnCard} */
function notDrawn(why) {
  return { node: make("p", { class: "card-fault" }, why), typed: () => ({ source: "", fields: {}, open: null, shown: {} }) };
}

/** @param {HTMLElement|undefined} drawn @param {any} source */
function frame(drawn, source) {
  const box = make("div", { class: "card" }, drawn);
  // The renderer makes the card itself a tab stop, which gives the keyboard nothing to do there.
  drawn?.removeAttribute("tabindex");
  if (drawn && source.speak) drawn.setAttribute("aria-label", source.speak);
  if (drawn) drawn.setAttribute("role", "group");
  return box;
}

/** A form that a button has opened: brought into sight, with the first field ready to type in. @param {any} action */
function meetForm(action) {
  const form = action.card?.renderedElement;
  if (!form?.isConnected) return;
  firstField(form)?.focus({ preventScroll: true });
  bringIntoSight(form);
}

/** @param {Element} node @param {string} title @returns {HTMLElement|undefined} */
const formButton = (node, title) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll(".ac-pushButton.expandable"))].find(
    (button) => button.textContent === title,
  );

/** @param {any} card @param {string} source @param {Element} node @returns {Typed} */
function typedInto(card, source, node) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const input of card.getAllInputs()) if (input.id) fields[input.id] = String(input.value ?? "");
  /** @type {Record<string, boolean>} */
  const shown = {};
  for (const id of sectionsOf(source)) shown[id] = Boolean(card.getElementById(id)?.isVisible);
  return { source, fields, open: node.querySelector(".ac-pushButton.expanded")?.textContent || null, shown };
}

/** What the card's own buttons open and close. @param {string} source @returns {string[]} */
function sectionsOf(source) {
  /** @type {string[]} */
  const ids = [];
  JSON.parse(source, (key, value) => {
    if (key === "targetElements") ids.push(...value.map((/** @type {any} */ one) => one.elementId || one));
    return value;
  });
  return ids;
}

/** Into the same card everything goes back; into another only what that leaves open. @param {any} card @param {Typed} typed @param {boolean} same */
function putBack(card, typed, same) {
  for (const input of card.getAllInputs()) {
    const was = typed.fields[input.id];
    if (was !== undefined && (same || (was && !input.defaultValue))) input.defaultValue = was;
  }
  if (!same) return;
  for (const [id, isShown] of Object.entries(typed.shown)) {
    const section = card.getElementById(id);
    if (section) section.isVisible = isShown;
  }
}

/** @param {any} action @param {(pressed: Pressed) => void} onPress */
function act(action, onPress) {
  const kind = action.getJsonTypeName();
  if (kind === "Action.OpenUrl") return openOutside(action.url);
  if (kind !== "Action.Execute" && kind !== "Action.Submit") return undefined;
  const data = typeof action.data === "object" && action.data ? action.data : {};
  return onPress({ verb: String(action.verb || data.verb || ""), data });
}

/** Only web addresses are followed, and never with a way back to this page. @param {string|undefined} url */
function openOutside(url) {
  if (url && /^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}
