/** One person's Outlook inbox: the list of mails, newest first. */
import { arrange, byId, make, unseen } from "./elements.js";
import { drawReading, putAway } from "./reading.js";
import { drawWriting, putPaperAway } from "./writing.js";

/**
 * @typedef {import("./api.js").Mail} Mail
 * @typedef {import("./api.js").Person} Person
 * @typedef {{reply: (mail: string, text: string) => Promise<boolean>, write: (subject: string, text: string) => Promise<boolean>}} MailOrders
 */

const KEPT = "iro-bot-unopened";
const MOST_KEPT = 500;

/** @type {Set<string>} mails that have arrived and have not been opened; kept when the page is loaded again */
const unopened = new Set(JSON.parse(localStorage.getItem(KEPT) || "[]"));
const keepUnopened = () => localStorage.setItem(KEPT, JSON.stringify([...unopened].slice(-MOST_KEPT)));

let shownPerson = "";
let shownName = "";
let isWriting = false;
/** @type {string|null} */
let open = null;
/** @type {Mail[]} */
let mails = [];
/** @type {MailOrders} */
let orders;

/** @param {Mail} mail */
const preview = (mail) =>
  mail.text
    .split(/^_{8,}$/m)[0]
    .replace(/^(?:[=\-]{3,}|\u2014).*$/gm, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 140);

/** @param {{mail: Mail, unread: boolean}} shown */
function drawRow({ mail, unread }) {
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: `mail-row${unread ? " unread" : ""}`, click: () => openMail(mail.id) },
      unread ? unseen("Unread. ") : null,
      make("span", { class: "mail-from" }, mail.mine ? `Sent to ${mail.to}` : mail.from),
      make("span", { class: "mail-at" }, unseen(", "), mail.at_words),
      make(
        "span",
        { class: "mail-subject", dir: "auto" },
        unseen(", "),
        mail.importance === "high" ? make("span", { class: "tag late" }, "High importance") : null,
        mail.subject || "(no subject)",
      ),
      make("span", { class: "mail-preview", dir: "auto", "aria-hidden": "true" }, preview(mail)),
    ),
  );
}

/** @param {string} id */
function openMail(id) {
  isWriting = false;
  open = id;
  unopened.delete(id);
  keepUnopened();
  show();
  byId("reading").querySelector("h3")?.focus();
}

/** Opens what this person has written last, for whoever follows a story; says whether there is anything. */
export function showSent() {
  const sent = mails.find((one) => one.mine);
  if (!sent) return false;
  isWriting = false;
  open = sent.id;
  show();
  return true;
}

function closeMail() {
  const was = open;
  open = null;
  show();
  const row = /** @type {HTMLElement|null} */ (
    byId("mails").querySelector(`[data-key="${CSS.escape(was || "")}"] button`)
  );
  (row || byId("inbox")).focus();
}

function beginMail() {
  open = null;
  isWriting = true;
  show();
}

/** Back to the list; what was begun is kept. */
function leavePaper() {
  isWriting = false;
  show();
  byId("mail-new").focus();
}

function show() {
  const mail = (!isWriting && mails.find((one) => one.id === open)) || null;
  byId("inbox").hidden = isWriting || Boolean(mail);
  byId("reading").hidden = !mail;
  byId("writing").hidden = !isWriting;
  byId("mail-new").hidden = isWriting;
  arrange(
    byId("mails"),
    mails.map((one) => ({ mail: { ...one, new: false }, unread: unopened.has(one.id) })),
    (one) => one.mail.id,
    drawRow,
  );
  if (isWriting) drawWriting(shownPerson, shownName, { leave: leavePaper, send: orders.write });
  else putPaperAway();
  if (!mail) return putAway();
  const waiting = mails.filter((one) => unopened.has(one.id)).length;
  return drawReading(mail, waiting, { back: closeMail, reply: (text) => orders.reply(mail.id, text) });
}

/** @param {Person} person @param {Mail[]} now newest first */
export function drawMail(person, now) {
  if (person.id !== shownPerson) {
    open = null;
    isWriting = false;
  }
  shownPerson = person.id;
  shownName = person.name;
  mails = now;
  for (const mail of now) if (mail.new && !mail.mine && mail.id !== open) unopened.add(mail.id);
  keepUnopened();
  byId("mail-who").textContent = person.name;
  byId("mail-empty").hidden = now.length > 0;
  byId("mail-empty").textContent =
    `No mail yet. What is sent to ${person.name} by mail arrives here, and can be answered by pressing Reply. A new mail to IRO Bot can be written, too.`;
  show();
}

/** @param {MailOrders} given */
export function followMail(given) {
  orders = given;
  byId("mail-new").addEventListener("click", beginMail);
}
