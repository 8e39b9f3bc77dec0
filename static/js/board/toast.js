// Says what was done, and takes it back while the patient has not heard of it.

import { icon, text } from "./elements.js";
import { word } from "./words.js";

// The newest stands below; a fourth lets the oldest go.
const AT_ONCE = 3;

export class Toast {
  /** `hears` has undone(change) after something was taken back. */
  constructor(region, csrf, hears) {
    Object.assign(this, { region, csrf, hears });
    this.messages = [];
  }

  /** `change` is what the server said: text, undo (an address or null), seconds, what is to do. */
  show({ text: said, undo = null, seconds = 10, todo = "" }) {
    // Only the latest change of an appointment can be taken back.
    const about = undo?.split("undo/")[0] ?? null;
    this.messages.filter((one) => one.about === about).forEach((one) => one.end());
    const message = this.add(new Message(this, about, todo));
    message.say("check_circle", todo ? `${said} ${todo}` : said);
    if (undo) message.offerUndo(undo);
    message.offerClose();
    message.count(seconds);
    this.makeRoom();
  }

  /** Something did not work; it stays until it is read. */
  complain(said) {
    this.add(new Message(this, "complaint", said)).stay();
    this.makeRoom();
  }

  /** Takes back the newest that can be. */
  undo() {
    this.messages.findLast((one) => one.undo)?.undo();
  }

  add(message) {
    this.messages.push(message);
    this.region.append(message.root);
    this.region.hidden = false;
    return message;
  }

  remove(message) {
    this.messages = this.messages.filter((one) => one !== message);
    message.root.remove();
    this.region.hidden = !this.messages.length;
  }

  /** What somebody must read is not pushed out. */
  makeRoom() {
    const spare = this.messages.slice(0, -1).filter((one) => !one.todo);
    const tooMany = Math.max(0, this.messages.length - AT_ONCE);
    spare.slice(0, tooMany).forEach((one) => one.close());
  }

  async takeBack(address) {
    const headers = { "HX-Request": "true", "X-CSRFToken": this.csrf };
    try {
      await this.taken(await fetch(address, { method: "POST", headers }));
    } catch {
      this.complain(word("not-taken-back"));
    }
  }

  async taken(answer) {
    if (answer.status === 204) {
      const trigger = answer.headers.get("HX-Trigger");
      return this.hears.undone(trigger ? JSON.parse(trigger)["desk:changed"] : { text: word("undone") });
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector('[role="alert"]')?.lastChild?.textContent.trim();
    this.complain(said || word("cannot-take-back"));
  }
}

/** One of the messages, `about` an appointment; its `todo` stays until it is read. */
class Message {
  constructor(toast, about, todo) {
    Object.assign(this, { toast, about, todo });
    this.root = text("div", "toast");
    this.undo = null;
  }

  say(sign, said) {
    this.said = said;
    this.root.replaceChildren(icon(sign), text("p", "toast-text", said));
  }

  /** Says only what is to do, without an end. */
  stay() {
    clearInterval(this.timer);
    this.about = "complaint";
    this.undo = null;
    this.say("error", this.todo);
    this.offerClose();
  }

  /** Its time is over, or something newer is said. */
  end() {
    if (this.todo) this.stay();
    else this.close();
  }

  close() {
    clearInterval(this.timer);
    this.toast.remove(this);
  }

  count(seconds) {
    let left = seconds;
    const shown = this.root.querySelector(".toast-count");
    const show = () => shown && (shown.textContent = left);
    show();
    this.timer = setInterval(() => {
      left -= 1;
      show();
      if (left <= 0) this.end();
    }, 1000);
  }

  offerUndo(address) {
    const button = text("button", "toast-undo", word("undo"));
    const count = text("span", "toast-count");
    count.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.setAttribute("aria-label", word("undo-what", { what: this.said }));
    button.append(count);
    this.undo = () => {
      this.close();
      this.toast.takeBack(address);
    };
    button.addEventListener("click", this.undo);
    this.root.append(button);
  }

  offerClose() {
    const button = text("button", "toast-close");
    button.type = "button";
    button.setAttribute("aria-label", word("close-message"));
    button.append(icon("close"));
    button.addEventListener("click", () => this.close());
    this.root.append(button);
  }
}
