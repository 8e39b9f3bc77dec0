// The patient search above the board: type, arrow down, Enter.

const PAUSE = 150;

export class Search {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.list = form.querySelector("[data-found]");
    this.timer = null;
    this.asking = null;
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("focus", () => this.soon());
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", (event) => this.choose(event));
    document.addEventListener("pointerdown", (event) => form.contains(event.target) || this.hide());
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  hide() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const wanted = this.input.value.trim();
    this.asking?.abort();
    if (!wanted) return this.hide();
    this.asking = new AbortController();
    const url = `${this.form.action}?${new URLSearchParams({ q: wanted })}`;
    const options = { headers: { "HX-Request": "true" }, signal: this.asking.signal };
    try {
      const answer = await fetch(url, options);
      if (answer.ok && !answer.redirected) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.hide();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.list.hidden = false;
  }

  get links() {
    return [...this.list.querySelectorAll("a")];
  }

  key(event) {
    if (event.key === "Escape") {
      this.hide();
      return this.input.blur();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.list.hidden) return;
    event.preventDefault();
    const next = this.links.indexOf(document.activeElement) + step;
    (this.links[next] ?? (step < 0 ? this.input : this.links.at(-1)))?.focus();
  }

  /** Enter in the box takes the first. */
  choose(event) {
    event.preventDefault();
    this.links[0]?.click();
  }
}
