// Says what was done, and takes it back while the patient has not heard of it.

import { icon, text } from "./elements.js";

export class Toast {
  /** `hears` has undone(change) after something was taken back. */
  constructor(region, csrf, hears) {
    Object.assign(this, { region, csrf, hears });
    this.timer = null;
  }

  /** `change` is what the server said: text, undo (an address or null), seconds, what is to do. */
  show({ text: said, undo = null, seconds = 10, todo = "" }) {
    this.hide();
    const words = text("p", "toast-text", todo ? `${said} ${todo}` : said);
    this.region.replaceChildren(icon("check_circle"), words);
    if (undo) this.region.append(this.undoButton(undo));
    this.region.append(this.closeButton());
    this.region.hidden = false;
    this.count(seconds, () => (todo ? this.complain(todo) : this.hide()));
  }

  /** Something did not work; it stays until it is read. */
  complain(said) {
    this.hide();
    this.region.replaceChildren(icon("error"), text("p", "toast-text", said), this.closeButton());
    this.region.hidden = false;
  }

  hide() {
    clearInterval(this.timer);
    this.region.hidden = true;
    this.region.replaceChildren();
    this.undo = null;
  }

  count(seconds, then) {
    let left = seconds;
    this.timer = setInterval(() => {
      left -= 1;
      const shown = this.region.querySelector(".toast-count");
      if (shown) shown.textContent = left;
      if (left <= 0) then();
    }, 1000);
    const shown = this.region.querySelector(".toast-count");
    if (shown) shown.textContent = left;
  }

  undoButton(address) {
    const button = text("button", "toast-undo", "Undo");
    const count = text("span", "toast-count");
    count.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.append(count);
    this.undo = () => this.takeBack(address);
    button.addEventListener("click", this.undo);
    return button;
  }

  closeButton() {
    const button = text("button", "toast-close");
    button.type = "button";
    button.setAttribute("aria-label", "Close this message");
    button.append(icon("close"));
    button.addEventListener("click", () => this.hide());
    return button;
  }

  async takeBack(address) {
    this.hide();
    const headers = { "HX-Request": "true", "X-CSRFToken": this.csrf };
    try {
      await this.taken(await fetch(address, { method: "POST", headers }));
    } catch {
      this.complain("The clinic's server does not answer. It was not taken back.");
    }
  }

  async taken(answer) {
    if (answer.status === 204) {
      const trigger = answer.headers.get("HX-Trigger");
      return this.hears.undone(trigger ? JSON.parse(trigger)["desk:changed"] : { text: "Undone." });
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector('[role="alert"]')?.lastChild?.textContent.trim();
    this.complain(said || "It could not be taken back.");
  }
}
