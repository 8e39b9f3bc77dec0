// The patient search above the board. static/js/desk_find_patients.js looks and lets choose; here the
// list only opens and closes.

export class Search {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.list = form.querySelector("[data-found]");
    this.input.addEventListener("input", () => this.toggle());
    this.input.addEventListener("focus", () => this.toggle());
    form.addEventListener("keydown", (event) => this.leave(event));
    document.addEventListener("pointerdown", (event) => form.contains(event.target) || this.hide());
    form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !form.contains(event.relatedTarget)) this.hide();
    });
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  toggle() {
    this.list.hidden = !this.input.value.trim();
  }

  hide() {
    this.list.hidden = true;
  }

  leave(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.hide();
    this.input.blur();
  }
}
