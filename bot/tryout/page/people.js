/** The people of the played council: who they are, and what waits for them. */
import { arrange, avatar, byId, make, unseen } from "./elements.js";

/** @param {number} count @param {string} thing */
const counted = (count, thing) => `${count} new ${thing}${count === 1 ? "" : "s"}`;

let shownChosen = "";
let shownHeight = 0;

/** @param {import("./api.js").Person} person */
function waiting(person) {
  const words = [];
  if (person.new_chats) words.push(counted(person.new_chats, "chat message"));
  if (person.new_mails) words.push(counted(person.new_mails, "mail"));
  return words.join(" and ");
}

/** @param {string} kind @param {number} count */
const badge = (kind, count) =>
  count ? make("span", { class: `badge ${kind}`, "aria-hidden": "true" }, String(count)) : null;

/** @param {import("./api.js").Person} person @param {boolean} chosen @param {(id: string) => void} choose */
function drawPerson(person, chosen, choose) {
  const words = waiting(person);
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "person", "aria-current": chosen ? "true" : null, click: () => choose(person.id) },
      avatar(person.name),
      make(
        "span",
        { class: "person-words" },
        make("span", { class: "person-name" }, person.name),
        make("span", { class: "person-role" }, person.role + (person.team ? `, ${person.team}` : "")),
        person.away ? make("span", { class: "person-away" }, `Away ${person.away}`) : null,
      ),
      words ? unseen(words) : null,
      make("span", { class: "badges" }, badge("chats", person.new_chats), badge("mails", person.new_mails)),
    ),
  );
}

/**
 * @param {import("./api.js").State} state
 * @param {string|null} person
 * @param {(id: string) => void} choose
 */
export function drawPeople(state, person, choose) {
  const items = state.people.map((one) => ({ one, chosen: one.id === person }));
  arrange(
    byId("people-list"),
    items,
    ({ one }) => one.id,
    ({ one, chosen }) => drawPerson(one, chosen, choose),
  );
  const height = byId("people-list").clientHeight;
  if (person && height && (person !== shownChosen || height !== shownHeight)) showInList(person);
  drawTabs(state, person);
}

/** Scrolls the list only, never the page. @param {string} person */
function showInList(person) {
  const list = byId("people-list");
  const item = /** @type {HTMLElement|null} */ (list.querySelector(`[data-key="${CSS.escape(person)}"]`));
  if (!item) return;
  shownChosen = person;
  shownHeight = list.clientHeight;
  const top = item.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (top < 0) list.scrollTop += top - 6;
  else if (top + item.offsetHeight > list.clientHeight) list.scrollTop += top + item.offsetHeight - list.clientHeight + 6;
}

/** @param {import("./api.js").State} state @param {string|null} person */
function drawTabs(state, person) {
  const others = state.people.filter((one) => one.id !== person && (one.new_chats || one.new_mails)).length;
  const mine = state.people.find((one) => one.id === person);
  byId("tab-people").replaceChildren(
    ...(others ? [make("span", { class: "badge" }, String(others), unseen(" with something new"))] : []),
  );
  byId("tab-chat").replaceChildren(
    ...(mine?.new_chats ? [make("span", { class: "badge chats" }, String(mine.new_chats), unseen(" new"))] : []),
  );
  byId("tab-mail").replaceChildren(
    ...(mine?.new_mails ? [make("span", { class: "badge mails" }, String(mine.new_mails), unseen(" new"))] : []),
  );
}
