/** One person's Teams chat with the bot: bubbles, cards and the box to type in. */
import { arrange, bringIntoSight, byId, firstField, icon, make, redraw, unseen } from "./elements.js";
import { drawCard } from "./cards.js";

/**
 * @typedef {import("./api.js").Message} Message
 * @typedef {import("./api.js").Person} Person
 * @typedef {{message: Message, theme: "light"|"dark", firstNew: boolean}} Shown
 * @typedef {{say: (text: string) => Promise<boolean>, press: (message: string, pressed: import("./cards.js").Pressed) => Promise<void>}} ChatOrders
 */

const COMMANDS = ["my cases", "log", "help"];

/** @type {Map<string, import("./cards.js").DrawnCard>} cards now on the page, by message */
const cards = new Map();
/** @type {Map<string, string>} what each person had begun to type */
const drafts = new Map();
/** @type {Map<string, import("./cards.js").Typed>} what stood in the cards of people looked at before, by message */
const left = new Map();

let shownPerson = "";
let firstNew = "";
let newest = "";
let isJustMet = true;
/** @type {ChatOrders} */
let orders;

/** @param {Shown} shown @param {HTMLElement|null} before */
function drawMessage({ message, theme, firstNew: isFirst }, before) {
  const mine = message.from === "me";
  const body = message.card
    ? cardOf(message, theme)
    : make("div", { class: "bubble", dir: "auto" }, message.text || "");
  const node = make(
    "li",
    { class: `message ${mine ? "mine" : "from-bot"}`, tabindex: "-1" },
    isFirst ? make("p", { class: "new-line" }, "New") : null,
    mine ? null : make("span", { class: "bot-mark", "aria-hidden": "true" }, icon("i-bot", "bot-icon")),
    make(
      "div",
      { class: "message-body" },
      make(
        "p",
        { class: "message-head" },
        make("span", { class: mine ? "unseen" : "message-who" }, mine ? "You" : "IRO Bot"),
        unseen(", "),
        make("span", {}, message.at_words),
      ),
      message.card && message.text ? make("div", { class: "bubble", dir: "auto" }, message.text) : null,
      body,
    ),
  );
  if (before && before.contains(document.activeElement) && !sameFields(before, node)) node.dataset.landing = "message";
  return node;
}

/** A card that asks for something else is met at its beginning, not at the nth button of the old one. @param {Element} before @param {Element} now */
function sameFields(before, now) {
  const count = (/** @type {Element} */ place) => place.querySelectorAll("input, textarea, select").length;
  return count(before) === count(now) && count(now) > 0;
}

/** @param {Message} message @param {"light"|"dark"} theme */
function cardOf(message, theme) {
  const typed = cards.get(message.id)?.typed() || left.get(message.id) || null;
  const drawn = drawCard(/** @type {object} */ (message.card), theme, typed, (pressed) => press(message.id, pressed));
  cards.set(message.id, drawn);
  return drawn.node;
}

/** A second press while the first is on its way is not sent. @param {string} id @param {import("./cards.js").Pressed} pressed */
async function press(id, pressed) {
  const node = messageOf(id);
  if (!node || node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const before = lastKey();
  await orders.press(id, pressed);
  node.removeAttribute("aria-busy");
  showTop(id);
  const now = messageOf(id);
  if (now?.dataset.landing) meetFields(now);
  meetNews(before);
}

/** @param {string} id */
const messageOf = (id) =>
  /** @type {HTMLElement|null} */ (byId("messages").querySelector(`[data-key="${CSS.escape(id)}"]`));

const lastMessage = () => /** @type {HTMLElement|null} */ (byId("messages").lastElementChild);
const lastKey = () => lastMessage()?.dataset.key;

/** A form that has just been asked for is ready to be filled in. @param {string|undefined} before the last message until now */
function meetNews(before) {
  const last = lastMessage();
  if (last && last.dataset.key !== before) meetFields(last);
}

/** @param {HTMLElement} message */
function meetFields(message) {
  const field = firstField(message);
  if (!field) return;
  field.focus({ preventScroll: true });
  bringIntoSight(message);
}

/** A card that has taken the place of a longer one is met at its beginning. @param {string} id */
function showTop(id) {
  const node = messageOf(id);
  const scroll = byId("chat-scroll");
  if (node && node.offsetTop < scroll.scrollTop) scroll.scrollTop = node.offsetTop - 16;
}

/** @param {Person} person */
function meet(person) {
  const words = byId("words");
  if (shownPerson) drafts.set(shownPerson, words.value);
  words.value = drafts.get(person.id) || "";
  for (const [id, drawn] of cards) left.set(id, drawn.typed());
  cards.clear();
  byId("messages").replaceChildren();
  shownPerson = person.id;
  isJustMet = true;
  firstNew = "";
  newest = "";
}

/**
 * @param {Person} person
 * @param {Message[]} messages oldest first
 * @param {"light"|"dark"} theme
 * @param {string} starter the words for a chat in which nothing has been said
 */
export function drawChat(person, messages, theme, starter) {
  const met = person.id !== shownPerson;
  const list = byId("messages");
  if (met) meet(person);
  // Somebody else's whole chat is not read out when it is opened, only what arrives in it afterwards.
  list.setAttribute("aria-live", met ? "off" : "polite");
  firstNew = firstNew || (met && messages.find((one) => one.new)?.id) || "";
  byId("chat-who").textContent = `${person.name}, ${person.role}`;
  arrange(
    list,
    messages.map((message) => ({ message: { ...message, new: false }, theme, firstNew: message.id === firstNew })),
    (one) => one.message.id,
    drawMessage,
  );
  byId("chat-empty").hidden = messages.length > 0;
  byId("chat-empty").textContent = starter;
  drawSuggestions(person);
  scrollToNews(messages);
}

/** The top of the first thing not seen yet; the browser stops at the end. @param {Message[]} messages */
function scrollToNews(messages) {
  if (!byId("chat-scroll").clientHeight) return; // hidden on a small screen: the place is found when it is shown
  const met = isJustMet;
  isJustMet = false;
  const last = messages[messages.length - 1];
  if (!last || last.id === newest) return;
  const before = messages.findIndex((one) => one.id === newest);
  const first = met ? messages.find((one) => one.id === firstNew) || last : messages[before + 1];
  newest = last.id;
  const node = messageOf(first.id);
  if (node) byId("chat-scroll").scrollTop = node.offsetTop - 16;
}

/** Puts words into the box, for the person to send. @param {string} text */
export function offerWords(text) {
  byId("words").value = text;
  grow();
  byId("words").focus();
}

function grow() {
  const words = byId("words");
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 140)}px`;
}

async function send() {
  const words = byId("words");
  const text = words.value.trim();
  if (!text) return;
  words.value = "";
  grow();
  if (!(await say(text)) && !words.value) words.value = text;
  grow();
}

/** @param {string} text */
async function say(text) {
  const before = lastKey();
  const done = await orders.say(text);
  if (done) meetNews(before);
  return done;
}

/** @param {Person} person */
function drawSuggestions(person) {
  const commands = person.may_raise ? ["raise", ...COMMANDS] : COMMANDS;
  redraw(byId("suggestions"), commands, () =>
    commands.map((command) => make("button", { type: "button", class: "chip", click: () => say(command) }, command)),
  );
}

/** The newest message, for whoever follows a story. */
export function showNewest() {
  const last = lastMessage();
  if (last) byId("chat-scroll").scrollTop = last.offsetTop - 16;
}

/** @param {ChatOrders} given */
export function followChat(given) {
  orders = given;
  byId("composer").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  });
  byId("words").addEventListener("input", grow);
  byId("words").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
}
