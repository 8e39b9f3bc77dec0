// Whether what one sees is what there is: updated, not reachable, signed out.

import { spoken, wallTime } from "./clock.js";
import { word } from "./words.js";

const SHORT = 4000;

export class State {
  constructor(element) {
    this.element = element;
    this.timer = null;
    this.since = null;
  }

  /** Something changed that nobody did here. */
  updated() {
    this.say(word("updated"), "is-fresh");
    this.timer = setTimeout(() => this.say(""), SHORT);
  }

  reached() {
    this.since = wallTime().minute;
  }

  failed() {
    this.say(word("not-updated", { time: spoken(this.since) }), "is-failing");
  }

  recovered() {
    this.say(word("connected"), "is-fresh");
    this.timer = setTimeout(() => this.say(""), SHORT);
  }

  /** `url` signs in and comes back. */
  signedOut(url) {
    this.say(`${word("signed-out")} `, "is-failing");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = word("sign-in");
    this.element.append(link);
  }

  refused() {
    this.say(word("may-not-see"), "is-failing");
  }

  say(words, className = "") {
    clearTimeout(this.timer);
    if (this.element.textContent === words) return;
    this.element.textContent = words;
    this.element.className = `board-state ${className}`;
  }
}
