/** The try-out page: keeps what is chosen, asks the server what is so, and has each drawer draw its part. */
import * as api from "./api.js";
import { announce, drawAnnouncements, showTrouble } from "./announcements.js";
import { learnLooks } from "./cards.js";
import { drawChat, followChat, offerWords, showNewest } from "./chat.js";
import { drawGuide, followGuide } from "./guide.js";
import { drawLog, everyCase, followLog } from "./log.js";
import { drawMail, followMail, showSent } from "./mail.js";
import { byId } from "./elements.js";
import { followPanes, isVisible, NARROW, showPane } from "./panes.js";
import { drawPath, followPath } from "./path.js";
import { drawPeople } from "./people.js";
import * as story from "./story.js";
import { followTheme, theme } from "./theme.js";
import { confirm, drawBar, followBar } from "./topbar.js";

const WHILE_PLAYING_MS = 700;
const WHILE_QUIET_MS = 4000;

/** @typedef {{chat: api.Message[], mail: api.Mail[], path: api.Path|null, log: api.Log|null, guide: api.GuideStep[]}} Seen */

/** @type {api.State|null} */
let state = null;
/** @type {Seen} */
let seen = { chat: [], mail: [], path: null, log: null, guide: [] };
/** @type {string|null} */
let person = null;
/** @type {string|null} */
let caseRef = null;
let drawnAs = "";
let storyShown = "";
let reading = Promise.resolve();
let readingFailed = false;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let nextLook;

/** @param {string} id */
const nameOf = (id) => state?.people.find((one) => one.id === id)?.name || id;

/** One refresh after another: a slow answer never overwrites a later one. @param {boolean} [always] */
function refresh(always = false) {
  reading = reading
    .then(() => readAll(always))
    .catch((fault) => {
      readingFailed = true;
      explain(fault);
    });
  return reading;
}

/** @param {boolean} always */
async function readAll(always) {
  const now = await api.readState(person);
  settleChoices(now);
  const told = story.follow(now.example);
  if (told) person = told;
  const asked = JSON.stringify([now.revision, now.procedure.id, person, caseRef, everyCase()]);
  state = now;
  if (always || asked !== drawnAs) {
    seen = await readDetails();
    drawnAs = asked;
  }
  if (readingFailed) showTrouble(null);
  readingFailed = false;
  draw();
  if (told) showStory(now);
  await markSeen();
}

/** What the example's sentence is about: the answer where it was sent by mail, else the newest card. @param {api.State} now */
function showStory(now) {
  const words = `${now.revision} ${now.example.step_words}`;
  if (!story.hasEnded(now.example) && words === storyShown) return;
  storyShown = words;
  const wrote = seen.mail.some((one) => one.mine) && showSent();
  if (!isVisible("chat") || !isVisible("mail")) showPane(wrote ? "mail" : "chat");
  showNewest();
}

/** @param {api.State} now */
function settleChoices(now) {
  if (!now.people.some((one) => one.id === person)) person = now.people[0]?.id || null;
  const known = new Set(state?.cases.map((one) => one.ref));
  const fresh = state && now.cases.find((one) => !known.has(one.ref));
  const current = now.cases.find((one) => one.ref === caseRef);
  // The newest comes first.
  caseRef = (fresh || current || now.cases.find((one) => one.sent) || now.cases[0])?.ref || null;
}

/** @returns {Promise<Seen>} */
async function readDetails() {
  const [chat, mail, path, log, guide] = await Promise.all([
    person ? api.readChat(person).then((answer) => answer.messages) : [],
    person ? api.readMail(person).then((answer) => answer.mails) : [],
    caseRef ? api.readPath(caseRef) : null,
    api.readLog(everyCase() ? null : caseRef),
    api.readGuide().then((answer) => answer.steps),
  ]);
  return { chat, mail, path, log, guide };
}

function draw() {
  if (!state) return;
  drawBar(state, story.isTold());
  drawPath(state, seen.path);
  const isQuiet = !state.example.running && !story.isTold();
  drawGuide(isQuiet ? seen.guide : [], state.procedures.length > 1, nameOf, goToStep, draw);
  drawPeople(state, person, choosePerson);
  const chosen = state.people.find((one) => one.id === person);
  if (chosen) {
    drawChat(chosen, seen.chat, theme(), starterWords(chosen));
    drawMail(chosen, seen.mail);
  }
  drawLog(seen.log, state.cases.length > 1);
  drawAnnouncements(state, person, choosePerson);
}

/** @param {api.Person} chosen */
function starterWords(chosen) {
  const raiser = state?.people.find((one) => one.may_raise)?.id;
  if (!raiser || chosen.may_raise)
    return "Nothing has been said yet. To raise a concern, type raise and press Send.";
  return `The bot has not written to ${chosen.name} yet. Cases begin with a concern: choose ${nameOf(raiser)}, type raise and press Send.`;
}

async function markSeen() {
  const chosen = state?.people.find((one) => one.id === person);
  if (!person || !chosen || document.hidden) return;
  const chat = isVisible("chat") && (chosen.new_chats > 0 || seen.chat.some((one) => one.new));
  const mail = isVisible("mail") && (chosen.new_mails > 0 || seen.mail.some((one) => one.new));
  if (!chat && !mail) return;
  await api.markSeen(person, { chat, mail });
  if (chat) chosen.new_chats = 0;
  if (mail) chosen.new_mails = 0;
  if (chat) for (const one of seen.chat) one.new = false;
  if (mail) for (const one of seen.mail) one.new = false;
  // Having looked may be what the guided first case was waiting for.
  seen.guide = (await api.readGuide()).steps;
  draw();
}

/** @param {string} id */
function choosePerson(id) {
  story.leave();
  person = id;
  const chosen = state?.people.find((one) => one.id === id);
  if (chosen?.new_mails && !chosen.new_chats) showPane("mail");
  else if (chosen?.new_chats || !isVisible("mail")) showPane("chat");
  return refresh();
}

/** @param {api.GuideStep} step */
async function goToStep(step) {
  if (!step.person) return;
  await choosePerson(step.person);
  showPane("chat");
  if (step.type) offerWords(step.type);
  else document.getElementById("chat")?.focus();
}

/** @param {unknown} fault */
function explain(fault) {
  if (!(fault instanceof Error)) throw fault;
  showTrouble(fault.message);
  if (!(fault instanceof api.Refused || fault instanceof api.NotAnswering)) console.error(fault);
}

/**
 * Gives an order and shows what came of it; what was typed stays if it was refused.
 * @param {() => Promise<any>} order
 * @returns {Promise<boolean>} whether it was done
 */
async function give(order) {
  let toast = null;
  showTrouble(null);
  try {
    toast = (await order())?.toast;
  } catch (fault) {
    explain(fault);
    lookAgainSoon();
    return false;
  }
  await refresh();
  if (toast) announce(toast);
  lookAgainSoon();
  return true;
}

/** @param {() => Promise<any>} order @param {string} title @param {string} yes */
async function startAgain(order, title, yes) {
  const sure =
    !state?.cases.length ||
    (await confirm(
      title,
      "Everything played so far is cleared away: the cases, the chats, the mails and the log.",
      yes,
    ));
  if (sure && !(await give(order))) story.putAway();
  if (state) drawBar(state, story.isTold());
}

async function playExample() {
  await leaveWorld();
  story.begin();
  storyShown = "";
  if (!isVisible("chat") && !isVisible("mail")) showPane("chat");
  return api.playExample();
}

/** The sentence at the example's end goes with its world. @param {() => Promise<any>} order */
function startAnew(order) {
  return async () => {
    await leaveWorld();
    story.leave();
    story.putAway();
    return order();
  };
}

/** Nothing is asked any more about what is about to be cleared away. */
async function leaveWorld() {
  clearTimeout(nextLook);
  await reading;
  clearTimeout(nextLook);
}

/** @param {string} id */
const titleOf = (id) => state?.procedures.find((one) => one.id === id)?.title || id;

function follow() {
  followTheme(draw);
  followPanes(() => refresh());
  followGuide(draw);
  followLog(() => refresh());
  followPath((ref) => {
    caseRef = ref;
    refresh();
  });
  followChat({
    say: (text) => give(() => api.say(String(person), text)),
    press: async (message, { verb, data }) => {
      await give(() => api.pressButton(String(person), { message, verb, data }));
    },
  });
  followMail({
    reply: (mail, text) => give(() => api.reply(String(person), mail, text)),
    write: (subject, text) => give(() => api.writeMail(String(person), subject, text)),
  });
  followBar({
    step: (step) => give(() => api.moveClock(step)),
    play: () => startAgain(playExample, "Play the example?", "Play the example"),
    putAway: () => {
      story.putAway();
      draw();
      byId("menu-open").focus();
    },
    procedure: (id) => startAgain(startAnew(() => api.chooseProcedure(id)), `Begin with ${titleOf(id)}?`, "Begin afresh"),
    restart: () => startAgain(startAnew(api.restart), "Start again from the beginning?", "Start again"),
  });
}

async function keepWatching() {
  if (!document.hidden) await refresh();
  lookAgainSoon();
}

function lookAgainSoon() {
  clearTimeout(nextLook);
  nextLook = setTimeout(keepWatching, state?.example.running ? WHILE_PLAYING_MS : WHILE_QUIET_MS);
}

follow();
await learnLooks().catch(explain);
showPane(innerWidth < NARROW ? "people" : "chat");
await keepWatching();
