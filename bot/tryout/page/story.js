/** While the example plays, the page shows the person its sentence is about, unless somebody is chosen by hand. */

/** @typedef {{running: boolean, person: string|null}} Example */

let following = false;
let asked = false;
let hasRun = false;

export function begin() {
  following = true;
  asked = true;
  hasRun = false;
}

export function leave() {
  following = false;
}

/** The sentence at the end has been read. */
export function putAway() {
  asked = false;
}

/** Whether the sentence at the end is still to be read. */
export const isTold = () => asked;

/** Whom to show now, or null to stay. @param {Example} example @returns {string|null} */
export function follow(example) {
  if (example.running) hasRun = true;
  return following && (example.running || hasRun) ? example.person : null;
}

/** Whether the example has just ended in front of somebody who followed it; true once. @param {Example} example */
export function hasEnded(example) {
  if (example.running || !hasRun || !following) return false;
  following = false;
  return true;
}
