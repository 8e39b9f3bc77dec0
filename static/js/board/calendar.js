// Event Calendar, fed with what changed only: what stands still keeps its element, and the focus.

import { spoken, wallTime } from "./clock.js";
import { text } from "./elements.js";
import { contentOf, eventsOf } from "./events.js";
import { retell } from "./session.js";
import { word } from "./words.js";

const SLOT = 15;
const ROOMY = 24;
const TIGHT = 15;
const WIDE = 220;
const ROLES = [
  [".ec", "role", "presentation"],
  [".ec-header .ec-grid", "role", "list"],
  [".ec-header .ec-grid", "aria-label", word("columns")],
  [".ec-col-head", "role", "listitem"],
  [".ec-col-head", "aria-colindex", null],
  [".ec-body", "role", "group"],
  [".ec-body", "aria-label", word("sessions-and-free")],
  [".ec-body .ec-grid", "aria-hidden", "true"],
  [".ec-event", "role", "presentation"],
];

export class Calendar {
  /** `hears` has clicked(session), chosen(column, minute), dropped(session, place), held(isHeld). */
  constructor(root, hears) {
    this.root = root;
    this.hears = hears;
    this.day = null;
    this.drawn = new Map();
    this.proposal = null;
    this.target = null;
    this.calendar = null;
  }

  /** Draws a day, or what has changed in it. */
  draw(day) {
    const isNew = !this.calendar || day.address !== this.day?.address;
    const isSameShape = !isNew && shapeOf(day) === shapeOf(this.day);
    this.day = day;
    this.root.hidden = day.columns.length === 0;
    if (this.root.hidden) return;
    this.widen();
    if (!this.calendar) this.create();
    else if (isSameShape) this.update();
    else this.reshape(isNew);
  }

  /** Shows a session where it was dropped, until somebody decides. */
  propose(proposal) {
    this.proposal = this.named(proposal);
    this.update();
  }

  /** A session is being dragged or stretched, or was let go. */
  hold(isHeld) {
    this.target = null;
    this.hears.held(isHeld);
  }

  /** It is over this place now, and says so. */
  aim(place) {
    this.target = this.named(place);
    return true;
  }

  named(place) {
    return { ...place, title: this.column(place.column).title };
  }

  /** Scrolls sideways until it is not hidden by a panel of this width. */
  reveal(id, panelWidth) {
    const box = this.element(id)?.getBoundingClientRect();
    const hidden = box ? box.right - (window.innerWidth - panelWidth) + 16 : 0;
    if (hidden > 0) this.root.querySelector(".ec-main").scrollLeft += hidden;
  }

  /** Puts it back where it stands. */
  withdraw() {
    if (!this.proposal) return;
    this.proposal = null;
    this.update();
  }

  /** What only time changes: the line of now, and who is late. */
  tick() {
    if (!this.calendar || this.root.hidden) return;
    this.update();
    const sessions = new Map(this.day.sessions.map((session) => [session.id, session]));
    for (const element of this.root.querySelectorAll("[data-session]")) {
      const session = sessions.get(element.dataset.session);
      if (session) retell(element, session);
    }
  }

  /** The element of an event, by its id. */
  element(id) {
    return this.root.querySelector(`[data-stop="${CSS.escape(id)}"]`);
  }

  session(id) {
    return this.day.sessions.find((session) => session.id === id);
  }

  stretch(id) {
    return this.day.stretches.find((stretch) => stretch.id === id);
  }

  column(key) {
    return this.day.columns.find((column) => column.key === key);
  }

  create() {
    this.drawn = this.events();
    this.calendar = EventCalendar.create(this.root, {
      ...fixedOptions(this),
      ...this.shape(),
      scrollTime: this.firstLook(),
      events: [...this.drawn.values()],
    });
    this.settle(null);
  }

  reshape(isNew) {
    const focused = document.activeElement?.closest("[data-stop]")?.dataset.stop;
    this.drawn = this.events();
    const options = { ...this.shape(), events: [...this.drawn.values()] };
    if (isNew) options.scrollTime = this.firstLook();
    for (const [name, value] of Object.entries(options)) this.calendar.setOption(name, value);
    this.settle(isNew ? null : focused);
  }

  /** Adds, replaces and removes what differs from what stands there. */
  update() {
    const wanted = this.events();
    const focused = document.activeElement?.closest("[data-stop]")?.dataset.stop;
    for (const [id, event] of wanted) {
      const before = this.drawn.get(id);
      if (!before) this.calendar.addEvent(event);
      else if (JSON.stringify(before) !== JSON.stringify(event)) this.calendar.updateEvent(event);
    }
    for (const id of this.drawn.keys()) if (!wanted.has(id)) this.calendar.removeEventById(id);
    this.drawn = wanted;
    this.settle(focused);
  }

  /** Once it is drawn: what had the focus has it again. */
  settle(focused) {
    requestAnimationFrame(() => {
      this.label();
      if (!focused || document.activeElement !== document.body) return;
      this.element(focused)?.focus({ preventScroll: true });
    });
  }

  events() {
    return eventsOf(this.day, this.proposal, this.slotHeight() / SLOT);
  }

  /** The window has another size. */
  fit() {
    if (!this.calendar || this.root.hidden) return;
    this.calendar.setOption("slotHeight", this.slotHeight());
    this.widen();
    this.update();
  }

  /** Whether a column has room for more than a name. */
  widen() {
    const width = this.root.clientWidth / this.day.columns.length;
    this.root.classList.toggle("is-wide", width > WIDE);
  }

  /** Which columns, and from when until when. */
  shape() {
    const { slots, columns } = this.day;
    return {
      date: this.day.day,
      resources: columns.map((column) => ({
        id: column.key,
        title: column.title,
        extendedProps: { column },
      })),
      slotMinTime: slots.first * 60,
      slotMaxTime: slots.last * 60,
      snapDuration: slots.step * 60,
      slotHeight: this.slotHeight(),
    };
  }

  /** The whole day when it fits, and never too small to read. */
  slotHeight() {
    const { first, last } = this.day.slots;
    const room = this.root.clientHeight - 70;
    return Math.max(TIGHT, Math.min(ROOMY, Math.floor(room / ((last - first) / SLOT))));
  }

  /** Where the day is scrolled to at first: an hour before now, or its beginning. */
  firstLook() {
    const now = wallTime();
    const isToday = this.day.columns.some((column) => column.date === now.date);
    return (isToday ? Math.max(this.day.slots.first, now.minute - 60) : this.day.slots.first) * 60;
  }

  /** Hours in the clinic's words: the calendar's go by way of the browser's zone, which may skip one
   * of them today. Roles: its grid has no cell that holds a session, so it is a group of buttons. */
  label() {
    for (const [selector, name, value] of ROLES) {
      for (const element of this.root.querySelectorAll(selector)) attribute(element, name, value);
    }
    for (const element of this.root.querySelectorAll("[data-count]")) {
      showCount(element, this.column(element.dataset.count) ?? {});
    }
    for (const time of this.root.querySelectorAll(".ec-body .ec-sidebar time")) {
      const label = hourLabel(Number(time.getAttribute("datetime").slice(11, 13)));
      if (time.textContent !== label) time.textContent = label;
    }
  }
}

function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** 9 am; 9 h */
function hourLabel(hour) {
  return spoken(hour * 60).replace(":00", "");
}

/** What cannot change without drawing anew. */
function shapeOf(day) {
  const columns = day.columns.map((column) => ({ ...column, count: 0 }));
  return JSON.stringify([day.address, columns, day.slots]);
}

function fixedOptions(board) {
  return {
    view: "resourceTimeGridDay",
    // Without it the browser's clock changes would move sessions.
    timeZone: "UTC",
    headerToolbar: { start: "", center: "", end: "" },
    height: "100%",
    allDaySlot: false,
    slotDuration: SLOT * 60,
    slotLabelInterval: 3600,
    slotLabelFormat: (time) => hourLabel(time.getHours()),
    eventTimeFormat: () => "",
    slotEventOverlap: false,
    columnWidth: "minmax(var(--column), 1fr)",
    eventContent: (shown) => contentOf(shown, board.target),
    resourceLabelContent: ({ resource }) => columnHead(resource.extendedProps.column),
    dateClick: ({ dateStr, resource }) => board.hears.chosen(resource.id, minuteOf(dateStr)),
    eventDragStart: () => board.hold(true),
    eventDragStop: () => board.hold(false),
    eventResizeStart: () => board.hold(true),
    eventResizeStop: () => board.hold(false),
    // They refuse nothing: the calendar asks them wherever the pointer goes.
    dragConstraint: (drag) => board.aim(dropPlace(drag)),
    resizeConstraint: (drag) => board.aim(stretch(drag)),
    eventDrop: (drop) => board.hears.dropped(drop.event.extendedProps.session, dropPlace(drop)),
    eventResize: (drop) => board.hears.dropped(drop.event.extendedProps.session, stretch(drop)),
  };
}

function columnHead(column) {
  const head = column.link ? text("a", "column-head") : text("span", "column-head");
  if (column.link) {
    head.href = `?${column.link}`;
    head.dataset.go = "";
  }
  if (column.initials) {
    const badge = text("span", "column-initials", column.initials);
    badge.setAttribute("aria-hidden", "true");
    head.append(badge);
  }
  const words = text("span", "column-words");
  words.append(text("strong", "column-title", column.title));
  words.append(text("small", "column-subtitle", column.subtitle));
  head.append(words);
  const count = text("span", "column-count");
  count.dataset.count = column.key;
  showCount(count, column);
  head.append(count);
  return { domNodes: [head] };
}

function showCount(element, { count }) {
  element.hidden = !count;
  if (element.dataset.shown === String(count)) return;
  element.dataset.shown = count;
  const many = word(count === 1 ? "one-session" : "many-sessions");
  element.replaceChildren(String(count), text("span", "visually-hidden", ` ${many}`));
}

/** By how much it was dragged counts: the calendar's dates went through the browser's zone. */
function dropPlace({ event, delta, newResource }) {
  const { session } = event.extendedProps;
  const by = delta.days * 1440 + delta.seconds / 60;
  const column = newResource?.id ?? session.column;
  return { column, from: session.from + by, to: session.to + by, minutes: session.minutes };
}

function stretch({ event, endDelta }) {
  const { session } = event.extendedProps;
  const by = endDelta.days * 1440 + endDelta.seconds / 60;
  const { column, from, to, minutes } = session;
  return { column, from, to: to + by, minutes: minutes + by };
}

function minuteOf(dateText) {
  return Number(dateText.slice(11, 13)) * 60 + Number(dateText.slice(14, 16));
}
