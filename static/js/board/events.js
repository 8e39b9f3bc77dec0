// What the calendar is given to draw: sessions, stretches of the day, the line of now.

import { clockFace, wallTime } from "./clock.js";
import { icon, stopButton, text } from "./elements.js";
import { goneContent, isGone, lateness, movedContent, sessionContent } from "./session.js";

const LINE = 16;

/** Every event of a day by its id. `proposal` shows one session where it was dropped, and
 * `height` is that of a minute: it decides how much can be written. */
export function eventsOf(day, proposal, height) {
  const events = new Map();
  const add = (event) => events.set(event.id, event);
  day.stretches.forEach((stretch) => add(stretchEvent(stretch, day, events)));
  day.sessions.forEach((session) => add(sessionEvent(session, day, proposal, height)));
  nowLines(day).forEach(add);
  return events;
}

/** The inside of an event's element. `target` is where a session that is being dragged is now. */
export function contentOf({ event }, target) {
  const { session, stretch, proposed, label } = event.extendedProps;
  const moved = event.display === "preview" ? target : proposed;
  if (session && moved) return movedContent(session, moved);
  if (session) return isGone(session) ? goneContent(session) : sessionContent(session);
  if (stretch?.kind === "free") return freeContent(stretch);
  if (label) return labelContent(stretch, label);
  return { domNodes: stretch?.text ? [text("span", "stretch-text", stretch.text)] : [] };
}

/** What a stretch is, where no session stands over it. */
function labelContent(stretch, [top, bottom]) {
  const place = text("span", "stretch-label");
  place.style.insetBlock = `${top}% ${bottom}%`;
  place.append(text("span", "stretch-text", stretch.text));
  return { domNodes: [place] };
}

function sessionEvent(session, day, proposal, height) {
  const moved = proposal?.id === session.id ? proposal : session;
  const lines = Math.floor(((moved.to - moved.from) * height - 1) / LINE);
  const classes = [`is-${session.status}`, `lines-${Math.max(1, Math.min(3, lines))}`];
  if (moved !== session) classes.push("is-proposed");
  if (isGone(session)) classes.push("is-gone");
  else if (lateness(session)) classes.push("is-late");
  if (isNow(moved, day)) classes.push("is-now");
  return {
    id: session.id,
    resourceIds: [moved.column],
    start: at(day, moved.from),
    end: at(day, moved.to),
    display: isGone(session) && isAlone(session, day, proposal) ? "background" : "auto",
    startEditable: session.movable && day.mayChange,
    durationEditable: session.stretchable && day.mayChange,
    classNames: classes,
    styles: [`--turnover: ${session.turnover}`],
    extendedProps: moved === session ? { session } : { session, proposed: moved },
  };
}

/** Whether the line of now runs over it. */
function isNow({ column, from, to }, day) {
  const now = wallTime();
  const { date } = day.columns.find(({ key }) => key === column) ?? {};
  return day.oneClock && date === now.date && from <= now.minute && now.minute < to;
}

/** Whether nothing else stands, or is cleaned up after, in its place. */
function isAlone(session, day, proposal) {
  return day.sessions.every((other) => {
    if (other === session) return true;
    const { column, from, to } = proposal?.id === other.id ? proposal : other;
    const isFar = from >= session.to || to + other.turnover <= session.from;
    return column !== session.column || isFar;
  });
}

/** One event for all the columns in which the same stretch stands: there are many. */
function stretchEvent(stretch, day, events) {
  const isAlone = stretch.kind === "free";
  const { kind, from, to, text: said, label } = stretch;
  const id = isAlone ? stretch.id : [kind, from, to, said, label].join("-");
  return {
    id,
    resourceIds: [...(events.get(id)?.resourceIds ?? []), stretch.column],
    start: at(day, stretch.from),
    end: at(day, stretch.to),
    display: "background",
    classNames: ["board-stretch", `is-${stretch.kind}`],
    extendedProps: { stretch, label: label && shareOf(stretch, day.slots) },
  };
}

/** Where its label stands: from the top and from the bottom, in percent of what one sees of it. */
function shareOf({ from, to, label }, slots) {
  const first = Math.max(from, slots.first);
  const percent = 100 / (Math.min(to, slots.last) - first);
  return [(label[0] - first) * percent, 100 - (label[1] - first) * percent];
}

/** For a keyboard, free time is something to stop at; a mouse clicks wherever it wants. */
function freeContent(stretch) {
  const button = stopButton("free-stop", stretch.id, stretch.column, stretch.from);
  button.append(icon("add"), text("span", "", stretch.text));
  return { domNodes: [button] };
}

/** A line through every column of today, by the clinic's clock. */
function nowLines(day) {
  if (!day.oneClock) return [];
  const now = wallTime();
  const today = day.columns.filter((column) => column.date === now.date);
  if (!today.length) return [];
  return [
    {
      id: "now",
      resourceIds: today.map((column) => column.key),
      start: at(day, now.minute),
      end: at(day, now.minute + 1),
      display: "background",
      classNames: ["board-now"],
      extendedProps: { now: now.minute },
    },
  ];
}

/** All columns stand on the board's own day, whichever they are of: the calendar knows but one. */
function at(day, minute) {
  return `${day.day}T${clockFace(minute)}:00`;
}
