/** An open mail: the letter in a frame without scripts, and the reply written above its text. */
import { bringIntoSight, byId, holdFocus, make, unseen } from "./elements.js";

/**
 * @typedef {import("./api.js").Mail} Mail
 * @typedef {{back: () => void, reply: (text: string) => Promise<boolean>}} ReadingOrders
 */

/** @type {Map<string, string>} replies begun, by mail */
const drafts = new Map();

let shown = "";
let plain = false;
let shownWaiting = -1;
/** @type {ResizeObserver|null} */
let fitting = null;

/** The original below the answer, as Outlook sets it. @param {Mail} mail */
export function quoted(mail) {
  const head = [
    `From: ${mail.from}`,
    `Sent: ${mail.at_words}`,
    `To: ${mail.to}`,
    mail.cc && `Cc: ${mail.cc}`,
    `Subject: ${mail.subject}`,
  ];
  return `________________________________\n${head.filter(Boolean).join("\n")}\n\n${mail.text}`;
}

export function putAway() {
  shown = "";
  fitting?.disconnect();
  byId("reading").replaceChildren();
}

/** @param {Mail} mail @param {number} waiting unread mails in the inbox @param {ReadingOrders} orders */
export function drawReading(mail, waiting, orders) {
  if (shown === mail.id && shownWaiting === waiting) return;
  const refocus = holdFocus(byId("reading"));
  const same = shown === mail.id;
  shownWaiting = waiting;
  if (same) {
    byId("reading").querySelector(".back")?.replaceWith(backButton(waiting, orders));
    refocus(byId("reading"));
    return;
  }
  shown = mail.id;
  byId("reading").replaceChildren(backButton(waiting, orders), drawHead(mail), letterBox(mail), replyBox(mail, orders));
  byId("reading").scrollTop = 0;
}

/** @param {number} waiting @param {ReadingOrders} orders */
function backButton(waiting, orders) {
  return make(
    "button",
    { type: "button", class: "button small back", click: orders.back },
    "‹ Inbox",
    waiting ? `, ${waiting} unread` : "",
  );
}

/** @param {string} label @param {string} value */
const line = (label, value) =>
  value ? make("div", {}, make("dt", {}, label), make("dd", { dir: "auto" }, value)) : null;

/** @param {Mail} mail */
function drawHead(mail) {
  return make(
    "header",
    { class: "mail-head" },
    make("h3", { tabindex: "-1", dir: "auto" }, mail.subject || "(no subject)"),
    mail.importance === "high" ? make("p", { class: "tag late" }, "High importance") : null,
    make("dl", {}, line("From", mail.from), line("To", mail.to), line("Cc", mail.cc), line("Sent", mail.at_words)),
  );
}

/** @param {Mail} mail */
function letterBox(mail) {
  const place = make("div", { class: "letter" });
  const fill = () =>
    place.replaceChildren(
      plain || !mail.html ? make("pre", { class: "plain", dir: "auto", tabindex: "0" }, mail.text) : letter(mail),
    );
  const toggle = make(
    "button",
    {
      type: "button",
      class: "button small",
      "aria-pressed": String(plain),
      click: () => {
        plain = !plain;
        toggle.setAttribute("aria-pressed", String(plain));
        fill();
      },
    },
    "Plain text",
  );
  fill();
  return make("div", {}, mail.html ? make("p", { class: "letter-tools" }, toggle) : null, place);
}

/** Same origin, so that its height can be read; no scripts, forms, pop-ups or way out. @param {Mail} mail */
function letter(mail) {
  const frame = /** @type {HTMLIFrameElement} */ (
    make("iframe", { sandbox: "allow-same-origin", title: `Mail: ${mail.subject}`, class: "letter-frame" })
  );
  frame.addEventListener("load", () => fit(frame));
  frame.srcdoc = mail.html;
  return frame;
}

/** @param {HTMLIFrameElement} frame */
function fit(frame) {
  const page = frame.contentDocument;
  if (!page || !page.body) return;
  for (const link of page.links) link.target = "_blank";
  const measure = () => {
    frame.style.height = `${Math.ceil(page.body.getBoundingClientRect().bottom + page.documentElement.scrollTop) + 12}px`;
  };
  fitting?.disconnect();
  fitting = new ResizeObserver(measure);
  fitting.observe(page.body);
  measure();
}

/** @param {Mail} mail @param {ReadingOrders} orders */
function replyBox(mail, orders) {
  if (mail.mine) return make("p", { class: "hint" }, "This is what was sent.");
  const place = make("div", { class: "reply" });
  const offer = () =>
    place.replaceChildren(
      make(
        "button",
        {
          type: "button",
          class: "button outlook-send",
          click: () => {
            write();
            place.querySelector("textarea")?.focus({ preventScroll: true });
            bringIntoSight(place);
          },
        },
        "Reply",
      ),
    );
  const write = () => place.replaceChildren(replyForm(mail, orders, offer));
  if (drafts.get(mail.id)) write();
  else offer();
  return place;
}

/** @param {Mail} mail @param {ReadingOrders} orders @param {() => void} done */
function replyForm(mail, orders, done) {
  const words = /** @type {HTMLTextAreaElement} */ (
    make("textarea", {
      id: "reply-words",
      rows: "6",
      required: true,
      dir: "auto",
      input: () => drafts.set(mail.id, words.value),
    })
  );
  words.value = drafts.get(mail.id) || "";
  const form = make(
    "form",
    {},
    make("label", { for: "reply-words" }, "Your reply", unseen(` to ${mail.from}`)),
    words,
    make(
      "div",
      { class: "reply-buttons" },
      make("button", { type: "submit", class: "button outlook-send" }, "Send reply"),
      make(
        "button",
        {
          type: "button",
          class: "button quiet",
          click: () => {
            drafts.delete(mail.id);
            done();
          },
        },
        "Discard",
      ),
    ),
    make(
      "details",
      { class: "quote" },
      make("summary", {}, "The mail quoted below your reply"),
      make("pre", { class: "plain", dir: "auto" }, quoted(mail)),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = words.value.trim();
    if (!typed || form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const sent = await orders.reply(`${typed}\n\n${quoted(mail)}`);
    form.removeAttribute("aria-busy");
    if (!sent) return;
    drafts.delete(mail.id);
    done();
  });
  return form;
}
