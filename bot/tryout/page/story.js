/** While the example plays, the page goes to whoever has just received something, unless a person is chosen by hand. */

const STAYS_MS = 2000;

let following = false;
let heard = 0;
let movedAt = 0;

/** @typedef {import("./api.js").Announcement} Announcement */

/** @param {Announcement[]} before what had been announced already */
export function begin(before) {
  following = true;
  heard = Math.max(0, ...before.map((one) => one.id));
  movedAt = 0;
}

export function leave() {
  following = false;
}

/**
 * Whom to show now, or null to stay; nobody is shown for so short a time that nothing can be read.
 * @param {Announcement[]} announcements newest last
 * @returns {string|null}
 */
export function follow(announcements) {
  const newest = announcements.at(-1);
  if (newest && newest.id < heard) heard = 0;
  if (!following || !newest || newest.id <= heard || performance.now() - movedAt < STAYS_MS) return null;
  heard = newest.id;
  movedAt = performance.now();
  return newest.person;
}
