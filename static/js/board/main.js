// The schedule board: puts the parts together.

import { changed, followAddress, go } from "./address.js";
import { Bar } from "./bar.js";
import { Calendar } from "./calendar.js";
import { clockFace, setClock, wallTime } from "./clock.js";
import { Feed } from "./feed.js";
import { listenForKeys } from "./keys.js";
import { Panel } from "./panel.js";
import { Search } from "./search.js";
import { State } from "./state.js";
import { Tip } from "./tip.js";
import { Toast } from "./toast.js";
import { Walk } from "./walk.js";
import { word } from "./words.js";

const MINUTE = 60000;

class Board {
  constructor(root) {
    this.root = root;
    this.urls = root.dataset;
    this.bar = new Bar(root.querySelector("[data-bar]"));
    this.state = new State(root.querySelector("[data-state]"));
    this.calendar = new Calendar(root.querySelector("[data-calendar]"), this);
    this.walk = new Walk(this.calendar.root, () => this.day.columns.map((column) => column.key));
    this.tip = new Tip(this.calendar.root, find("#board-tip"), (id) => this.calendar.session(id));
    this.panel = new Panel(find("#panel"), this);
    this.toast = new Toast(root.querySelector("[data-toast]"), this.urls.csrf, this);
    this.waiting = null;
    this.isHeld = false;
    this.wasHeld = false;
  }

  start() {
    setClock(this.urls.clock);
    this.state.reached();
    this.draw(JSON.parse(find("#board-day").textContent));
    this.feed = new Feed(this.urls.feed, this.day.address, this.urls.etag, {
      reached: () => this.state.reached(),
      changed: (day) => this.arrived(day),
      failed: () => this.state.failed(),
      recovered: () => this.state.recovered(),
      signedOut: () => this.state.signedOut(`${this.urls.signIn}?next=${here()}`),
      refused: () => this.state.refused(),
    });
    history.replaceState(null, "", `?${this.day.address}`);
    followAddress((address) => this.feed.follow(address));
    setInterval(() => this.calendar.tick(), MINUTE / 4);
    window.addEventListener("resize", () => this.calendar.fit());
    this.listen();
  }

  listen() {
    const search = this.root.querySelector("[data-search]");
    this.search = search && new Search(search);
    this.bar.form.addEventListener("change", () => this.go(addressOf(this.bar.form)));
    this.bar.form.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => this.click(event));
    listenForKeys({
      ArrowLeft: () => this.go(this.day.links.previous),
      ArrowRight: () => this.go(this.day.links.next),
      ArrowDown: () => this.walk.enter(),
      ArrowUp: () => this.walk.enter(),
      n: () => this.openNew("book"),
      b: () => this.openNew("block"),
      t: () => this.go(this.day.links.today),
      u: () => this.toast.undo?.(),
      "/": () => this.search?.focus(),
      "?": () => find("#board-help").showModal(),
    });
  }

  go(address) {
    go(address, (went) => this.feed.follow(went));
  }

  /** A new picture of the day: drawn at once, or after the drag that is under way. */
  arrived(day) {
    if (this.isHeld) {
      this.waiting = day;
      return;
    }
    const isOther = day.address !== this.day.address;
    this.draw(day);
    if (!isOther && !this.isOwn) this.state.updated();
  }

  /** Asks at once, after something that was done here. */
  async refresh() {
    this.isOwn = true;
    await this.feed.refresh();
    this.isOwn = false;
  }

  draw(day) {
    performance.mark("board-draw-start");
    this.day = { ...day, mayChange: "mayChange" in this.urls, oneClock: day.one_clock };
    this.bar.show(this.day);
    this.calendar.draw(this.day);
    requestAnimationFrame(() => {
      this.walk.refresh();
      performance.measure("board-draw", "board-draw-start");
      this.root.dataset.drawn = day.address;
    });
  }

  click(event) {
    const opener = event.target.closest("[data-open]");
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      return this.openNew(opener.dataset.open);
    }
    const stop = event.target.closest("button[data-stop]");
    // The click that ends a drag opens nothing.
    if (!stop || this.wasHeld) return;
    if (stop.dataset.session) this.clicked(this.calendar.session(stop.dataset.session));
    else this.chosen(stop.dataset.column, this.firstStart(stop));
  }

  openNew(what) {
    if (what === "help") return find("#board-help").showModal();
    const url = this.urls[what];
    if (!url) return;
    const place = { location: this.day.columns[0]?.location ?? "", day: this.day.day };
    if (this.day.view === "week") place.therapist = this.day.therapist;
    this.panel.open(`${url}?${new URLSearchParams(place)}`);
  }

  // What the calendar says.

  clicked(session) {
    this.tip.hide();
    this.opener = session.id;
    this.panel.open(session.url);
  }

  /** Where a session can begin in a free time: on the location's grid, and not in the past. */
  firstStart(stop) {
    const { date, step } = this.calendar.column(stop.dataset.column);
    const now = wallTime();
    const { from, to } = this.calendar.stretch(stop.dataset.stop);
    const onGrid = (minute) => Math.ceil(minute / step) * step;
    const starts = [date === now.date ? Math.max(from, now.minute + 1) : from, from].map(onGrid);
    return starts.find((start) => start < to) ?? from;
  }

  /** An empty place was clicked: book there. */
  chosen(key, minute) {
    if (!this.urls.book) return;
    const column = this.calendar.column(key);
    this.opener = `free-${key}`;
    this.panel.open(`${this.urls.book}?${new URLSearchParams(placeOf(column, minute))}`);
  }

  held(isHeld) {
    this.isHeld = isHeld;
    this.wasHeld = true;
    if (!isHeld) setTimeout(() => (this.wasHeld = false));
    this.tip.hide();
    if (isHeld || !this.waiting) return;
    const day = this.waiting;
    this.waiting = null;
    setTimeout(() => this.arrived(day));
  }

  /** Dragged or stretched: it stays there, and the panel asks. */
  dropped(session, place) {
    if (isSamePlace(session, place)) return;
    this.opener = session.id;
    this.calendar.propose({ id: session.id, ...place });
    const column = this.calendar.column(place.column);
    const wanted = { ...placeOf(column, place.from), minutes: place.minutes };
    delete wanted.location;
    const { sequence, status } = session;
    const query = new URLSearchParams({ ...wanted, sequence, status });
    this.panel.open(`${session.url}move/?${query}`);
    requestAnimationFrame(() => this.calendar.reveal(session.id, this.panel.width));
  }

  // What the panel and the toast say.

  done(change) {
    this.toast.show(change);
    this.refresh().then(() => this.calendar.withdraw());
  }

  undone(change) {
    this.done({ seconds: 5, ...change, undo: null });
  }

  closed(wasDone) {
    if (!wasDone) {
      if (this.calendar.proposal) this.toast.show({ text: word("nothing-moved"), seconds: 5 });
      this.calendar.withdraw();
      this.refresh();
    }
    requestAnimationFrame(() => this.calendar.element(this.opener ?? "")?.focus());
  }
}

function isSamePlace(session, place) {
  return ["column", "from", "minutes"].every((name) => session[name] === place[name]);
}

/** Where a column and a minute are, as the panel's addresses say it. */
function placeOf(column, minute) {
  const place = { location: column.location, at: `${column.date}T${clockFace(minute)}` };
  if (column.therapist) place.therapist = column.therapist;
  if (column.room) place.room = column.room;
  return place;
}

function addressOf(form) {
  return changed("", Object.fromEntries(new FormData(form)));
}

function here() {
  return encodeURIComponent(window.location.pathname + window.location.search);
}

function find(selector) {
  return document.querySelector(selector);
}

const root = find("[data-board]");
if (root) new Board(root).start();
