// How an appointment looks on the board.

import { instant, spoken } from "./clock.js";
import { icon, stopButton, text } from "./elements.js";
import { word } from "./words.js";

const MARKS = {
  note: ["sticky_note_2", word("note")],
  series: ["repeat", word("series")],
  trouble: ["phonelink_erase", word("trouble")],
  attention: ["error", word("attention")],
};
const ATTENDING = {
  yes: ["thumb_up", word("attending-yes")],
  no: ["question_mark", word("attending-no")],
};
// All that the desk learns of what a patient wrote before the visit.
const CALL = word("call");
// Its time is free again: it says so on one line, and whatever takes its place stands beside it.
const GONE = ["cancelled", "no_show"];

/** Whether it no longer keeps its place. */
export function isGone(session) {
  return GONE.includes(session.status);
}

/** What one wants to know at a glance: who should be here, who waits, which session runs over. */
export function lateness(session) {
  const now = instant();
  const sinceStart = Math.floor((now - Date.parse(session.starts_at)) / 60000);
  const sinceEnd = Math.floor((now - Date.parse(session.ends_at)) / 60000);
  if (session.status === "booked" && sinceStart >= 1) {
    return sinceEnd >= 0 ? word("not-closed") : word("late", { minutes: sinceStart });
  }
  if (session.status === "arrived" && sinceStart >= 1) return word("waiting", { minutes: sinceStart });
  if (session.status === "in_session" && sinceEnd >= 1) return word("over", { minutes: sinceEnd });
  return "";
}

/** One sentence for those who hear the board. */
export function said(session) {
  const late = lateness(session);
  const parts = [session.when, session.patient, session.treatment, session.place, session.state];
  const attending = ATTENDING[session.attending] ? [ATTENDING[session.attending][1]] : [];
  const call = session.marks.includes("call") ? [CALL] : [];
  const trouble = session.marks.includes("trouble") ? [MARKS.trouble[1]] : [];
  return [...parts, ...attending, ...call, ...trouble, ...(late ? [late] : [])].join(", ");
}

/** The inside of its box: one button. */
export function sessionContent(session) {
  const button = sessionButton("session", session);
  button.append(head(session), detail(session), tail(session));
  return { domNodes: [button] };
}

/** The same while it is dragged, and until somebody decides: when and with whom it would be. */
export function movedContent(session, { from, to, title }) {
  const button = sessionButton("session", session);
  const hours = word("from-to", { start: spoken(from), end: spoken(to) });
  const when = text("strong", "session-target", hours);
  const line = text("span", "session-detail");
  line.append(when);
  const where = text("span", "session-tail");
  where.append(text("span", "session-place", title));
  button.append(line, head(session), where);
  return { domNodes: [button] };
}

/** One that was cancelled, or did not come: a line, below which one can book. */
export function goneContent(session) {
  const strip = sessionButton("gone-strip", session);
  strip.append(icon(session.icon), text("s", "gone-name", session.patient));
  strip.append(text("span", "gone-state", session.state));
  return { domNodes: [strip] };
}

/** Says again how late it is, in a button that stands already. */
export function retell(button, session) {
  const late = lateness(session);
  const place = button.querySelector(".session-late");
  if (place && place.textContent !== late) place.textContent = late;
  const words = said(session);
  if (button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
}

function sessionButton(className, session) {
  const button = stopButton(className, session.id, session.column, session.from);
  button.dataset.session = session.id;
  button.setAttribute("aria-label", said(session));
  button.setAttribute("aria-haspopup", "dialog");
  return button;
}

function head(session) {
  const line = text("span", "session-head");
  line.append(icon(session.icon), text("strong", "session-patient", session.patient));
  if (session.marks.includes("new")) line.append(text("span", "session-new", word("new")));
  const attending = ATTENDING[session.attending];
  if (attending) line.append(icon(attending[0], `attending-${session.attending}`));
  for (const mark of session.marks) {
    if (MARKS[mark]) line.append(icon(MARKS[mark][0], `mark-${mark}`));
  }
  return line;
}

function detail(session) {
  const line = text("span", "session-detail");
  if (session.marks.includes("call")) line.append(call());
  line.append(text("span", "session-treatment", session.treatment));
  return line;
}

function call() {
  const mark = text("span", "session-call");
  mark.append(icon("call"), text("span", "", CALL));
  return mark;
}

function tail(session) {
  const line = text("span", "session-tail");
  line.append(text("span", "session-late", lateness(session)));
  const isHeld = session.status === "held";
  const where = isHeld ? session.state : `${session.place}, ${session.hours}`;
  line.append(text("span", "session-place", where));
  return line;
}
