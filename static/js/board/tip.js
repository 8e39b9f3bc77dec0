// What an appointment is in full, beside it, for a mouse that rests there and for the keyboard.

import { text } from "./elements.js";

const DELAY = 250;

export class Tip {
  /** `find(id)` gives the session of an element. */
  constructor(root, element, find) {
    Object.assign(this, { root, element, find });
    this.timer = null;
    this.target = null;
    root.addEventListener("pointerover", (event) => this.hover(event));
    root.addEventListener("pointerleave", () => this.hide());
    root.addEventListener("pointerdown", () => this.hide());
    root.addEventListener("focusin", (event) => this.focus(event));
    root.addEventListener("focusout", () => this.hide());
    root.addEventListener("scroll", () => this.hide(), true);
    element.addEventListener("pointerleave", () => this.hide());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  hover(event) {
    const target = event.target.closest("[data-session]");
    if (event.pointerType !== "mouse" || event.buttons || target === this.target) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (target ? this.show(target) : this.hide()), DELAY);
  }

  focus(event) {
    const target = event.target.closest("[data-session]");
    if (target?.matches(":focus-visible")) this.show(target);
  }

  show(target) {
    const session = this.find(target.dataset.session);
    if (!session || !target.isConnected) return;
    this.hide();
    this.target = target;
    const lines = session.lines.map((line) => text("p", "", line));
    this.element.replaceChildren(text("strong", "", session.patient), ...lines);
    this.element.hidden = false;
    this.place(target.getBoundingClientRect());
    target.setAttribute("aria-describedby", this.element.id);
  }

  hide() {
    clearTimeout(this.timer);
    this.target?.removeAttribute("aria-describedby");
    this.target = null;
    this.element.hidden = true;
  }

  /** To the right if there is room, else to the left; never beyond the window. */
  place(beside) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const right = beside.right + 8;
    const fits = right + width < window.innerWidth;
    const left = fits ? right : Math.max(8, beside.left - width - 8);
    const top = Math.min(Math.max(8, beside.top), window.innerHeight - height - 8);
    this.element.style.translate = `${left}px ${Math.max(8, top)}px`;
  }
}
