// The arrow keys go from one appointment or free time to the next. The board is one stop of the
// Tab key; inside it, one element at a time can have the focus.

const STEPS = {
  ArrowDown: (stops, at) => inColumn(stops, at, 1),
  ArrowUp: (stops, at) => inColumn(stops, at, -1),
  ArrowRight: (stops, at) => besides(stops, at, 1),
  ArrowLeft: (stops, at) => besides(stops, at, -1),
  Home: (stops, at) => column(stops, at.dataset.column)[0],
  End: (stops, at) => column(stops, at.dataset.column).at(-1),
};

export class Walk {
  /** `columns()` gives the keys of the columns in their order. */
  constructor(root, columns) {
    Object.assign(this, { root, columns });
    this.current = null;
    root.addEventListener("focusin", (event) => this.settle(event.target.closest("[data-stop]")));
    root.addEventListener("keydown", (event) => this.step(event));
  }

  /** Exactly one stop for the Tab key, also after elements came and went. */
  refresh() {
    const stops = [...this.root.querySelectorAll("[data-stop]")];
    const kept = stops.find((stop) => stop.dataset.stop === this.current);
    this.settle(kept ?? stops.find((stop) => stop.dataset.session) ?? stops[0]);
  }

  /** Puts the focus on the board. */
  enter() {
    this.refresh();
    this.root.querySelector('[data-stop][tabindex="0"]')?.focus();
  }

  settle(stop) {
    if (!stop) return;
    this.root.querySelectorAll('[data-stop][tabindex="0"]').forEach((one) => (one.tabIndex = -1));
    stop.tabIndex = 0;
    this.current = stop.dataset.stop;
  }

  step(event) {
    const at = event.target.closest("[data-stop]");
    const move = STEPS[event.key];
    if (!at || !move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = move({ all: this.inOrder(), columns: this.columns() }, at);
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  inOrder() {
    const stops = [...this.root.querySelectorAll("[data-stop]")];
    return stops.sort((one, other) => one.dataset.from - other.dataset.from);
  }
}

function column(stops, key) {
  return stops.all.filter((stop) => stop.dataset.column === key);
}

function inColumn(stops, at, direction) {
  const own = column(stops, at.dataset.column);
  return own[own.indexOf(at) + direction];
}

/** The nearest in time in the next column that has any. */
function besides(stops, at, direction) {
  const { columns } = stops;
  let index = columns.indexOf(at.dataset.column) + direction;
  for (; index >= 0 && index < columns.length; index += direction) {
    const there = column(stops, columns[index]);
    if (there.length) return nearest(there, Number(at.dataset.from));
  }
  return null;
}

function nearest(stops, from) {
  const distance = (stop) => Math.abs(stop.dataset.from - from);
  return stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
}
