/**
 * Speaks with the try-out's server: one function for each question or order.
 *
 * @typedef {{id: string, title: string, draft: boolean, chosen: boolean}} Procedure
 * @typedef {{id: string, name: string, role: string, team: string|null, new_chats: number, new_mails: number, away: string|null, may_raise: boolean}} Person
 * @typedef {{ref: string, title: string, open: boolean, sent: boolean}} CaseTitle
 * @typedef {{id: number, text: string, person: string}} Announcement
 * @typedef {{revision: number, procedures: Procedure[], procedure: {id: string, authority: string, title: string, version: string, draft: boolean}, now: string, now_words: string, next_event_words: string|null, next_deadline_words: string|null, people: Person[], cases: CaseTitle[], example: {running: boolean, can_play: boolean, step_words: string|null, person: string|null}, announcements: Announcement[]}} State
 * @typedef {{title: string, state: "done"|"now"|"ahead"|"skipped"|"unreached", entered_words: string|null, due_words: string|null}} Stop
 * @typedef {{title: string, when_words: string, state: "ahead"|"late"}} Tick
 * @typedef {{ref: string, title: string, stops: Stop[], ticks: Tick[], limit: {words: string, when_words: string, day: number, of: number}|null, closed_words: string|null}} Path
 * @typedef {{id: string, from: "bot"|"me", at_words: string, text: string|null, card: object|null, new: boolean}} Message
 * @typedef {{id: string, from: string, to: string, cc: string, subject: string, at_words: string, html: string, text: string, new: boolean, mine: boolean, importance: "normal"|"high"}} Mail
 * @typedef {{message: string, verb: string, data: object}} Press
 * @typedef {{columns: string[], rows: string[][]}} Log
 * @typedef {{title: string, text: string, done: boolean, person: string|null, type: string|null}} GuideStep
 */

/** The server answered, and its answer is a sentence for the person at the page. */
export class Refused extends Error {}

/** Nobody answered: the try-out has been stopped, or is starting. */
export class NotAnswering extends Error {}

/**
 * @param {string} path
 * @param {object} [body] what to send; without it the question is a GET
 * @returns {Promise<any>}
 */
async function ask(path, body) {
  const order = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, order);
  } catch {
    throw new NotAnswering("The try-out is not answering. If it was stopped, start it again with: make run");
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error || `The try-out could not do this (answer ${answer.status}).`);
  return said;
}

const of = encodeURIComponent;
/** @param {string|null} ref */
const forCase = (ref) => (ref ? `?case=${of(ref)}` : "");

/** @param {string|null} person @returns {Promise<State>} */
export const readState = (person) => ask(`/api/state${person ? `?person=${of(person)}` : ""}`);
/** @param {string} ref @returns {Promise<Path>} */
export const readPath = (ref) => ask(`/api/path${forCase(ref)}`);
/** @param {string} person @returns {Promise<{messages: Message[]}>} */
export const readChat = (person) => ask(`/api/people/${of(person)}/chat`);
/** @param {string} person @returns {Promise<{mails: Mail[]}>} */
export const readMail = (person) => ask(`/api/people/${of(person)}/mail`);
/** @param {string|null} ref @returns {Promise<Log>} */
export const readLog = (ref) => ask(`/api/log${forCase(ref)}`);
/** @returns {Promise<{steps: GuideStep[]}>} */
export const readGuide = () => ask("/api/guide");

/** @param {string} person @param {string} text @returns {Promise<{messages: Message[], toast: string|null}>} */
export const say = (person, text) => ask(`/api/people/${of(person)}/chat`, { text });
/** @param {string} person @param {Press} press @returns {Promise<{messages: Message[], toast: string|null}>} */
export const pressButton = (person, press) => ask(`/api/people/${of(person)}/chat`, { press });
/** @param {string} person @param {string} mail @param {string} text @returns {Promise<{mails: Mail[]}>} */
export const reply = (person, mail, text) => ask(`/api/people/${of(person)}/mail`, { reply_to: mail, text });
/** @param {string} person @param {string} subject @param {string} text @returns {Promise<{mails: Mail[]}>} */
export const writeMail = (person, subject, text) => ask(`/api/people/${of(person)}/mail`, { subject, text });
/** @param {string} person @param {{chat?: boolean, mail?: boolean}} what */
export const markSeen = (person, what) => ask(`/api/people/${of(person)}/seen`, what);
/** @param {string} step */
export const moveClock = (step) => ask("/api/clock", { step });
export const playExample = () => ask("/api/example", {});
/** @param {string} id */
export const chooseProcedure = (id) => ask("/api/procedure", { id });
export const restart = () => ask("/api/restart", {});
