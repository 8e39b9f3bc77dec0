// The clinic's clock, as the server told it last. The browser's own zone and clock are never asked:
// only how long ago that was.

import { timeOf } from "./words.js";

let told = null;

/** `text` is what the clinic's clock shows, with its offset: 2027-05-03T10:42:31-07:00 */
export function setClock(text) {
  if (!text) return;
  const wall = Date.parse(`${text.slice(0, 19)}Z`);
  told = { wall, instant: Date.parse(text), since: performance.now() };
}

/** Milliseconds since 1970, now. */
export function instant() {
  return told.instant + performance.now() - told.since;
}

/** What the clinic's clock shows: the date, and minutes after midnight. */
export function wallTime() {
  const shown = new Date(told.wall + performance.now() - told.since).toISOString();
  return {
    date: shown.slice(0, 10),
    minute: Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16)),
  };
}

/** 10:42 am, or 10 h 42, of minutes after midnight. */
export function spoken(minute) {
  return timeOf(Math.floor(minute / 60) % 24, minute % 60);
}

/** 10:42, of minutes after midnight, with 24 hours to the day. */
export function clockFace(minute) {
  const part = (number) => String(number).padStart(2, "0");
  return `${part(Math.floor(minute / 60))}:${part(minute % 60)}`;
}
