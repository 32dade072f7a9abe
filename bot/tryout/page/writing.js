/** A new mail to IRO Bot: what is typed stays, person by person, until it is sent or discarded. */
import { byId, make } from "./elements.js";

/**
 * @typedef {{subject: string, text: string}} Begun
 * @typedef {{leave: () => void, send: (subject: string, text: string) => Promise<boolean>}} WritingOrders
 */

/** @type {Map<string, Begun>} mails begun, by person */
const begun = new Map();

let shown = "";

export function putPaperAway() {
  shown = "";
  byId("writing").replaceChildren();
}

/** @param {string} person @param {string} name @param {WritingOrders} orders */
export function drawWriting(person, name, orders) {
  if (shown === person) return;
  shown = person;
  const form = paper(person, name, orders);
  byId("writing").replaceChildren(
    make("button", { type: "button", class: "button small back", click: orders.leave }, "‹ Inbox"),
    form,
  );
  form.querySelector("input")?.focus({ preventScroll: true });
  byId("writing").scrollTop = 0;
}

/** @param {string} id @param {string} label @param {HTMLElement} field */
const labelled = (id, label, field) => [make("label", { for: id }, label), field];

/** @param {string} person @param {string} name @param {WritingOrders} orders */
function paper(person, name, orders) {
  const keep = () => begun.set(person, { subject: subject.value, text: words.value });
  const subject = /** @type {HTMLInputElement} */ (
    make("input", { id: "new-subject", type: "text", dir: "auto", autocomplete: "off", maxlength: "200", input: keep })
  );
  const words = /** @type {HTMLTextAreaElement} */ (
    make("textarea", {
      id: "new-words",
      rows: "6",
      required: true,
      dir: "auto",
      "aria-describedby": "new-hint",
      input: keep,
    })
  );
  const before = begun.get(person);
  subject.value = before?.subject || "";
  words.value = before?.text || "";
  const end = () => {
    begun.delete(person);
    orders.leave();
  };
  const form = make(
    "form",
    { class: "reply" },
    make(
      "div",
      { class: "paper-head" },
      make("h3", {}, "New mail"),
      make("p", { class: "mail-to" }, `From ${name} to IRO Bot`),
    ),
    ...labelled("new-subject", "Subject", subject),
    ...labelled("new-words", "Your mail", words),
    make(
      "p",
      { id: "new-hint", class: "hint" },
      "The first line says what you want, as in the chat: raise, my cases, log overdue, help.",
    ),
    make(
      "div",
      { class: "reply-buttons" },
      make("button", { type: "submit", class: "button outlook-send" }, "Send mail"),
      make("button", { type: "button", class: "button quiet", click: end }, "Discard"),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!words.value.trim() || form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const sent = await orders.send(subject.value.trim(), words.value);
    form.removeAttribute("aria-busy");
    if (sent) end();
  });
  return form;
}
