// Whether what one sees is what there is: updated, not reachable, signed out.

import { spoken, wallTime } from "./clock.js";

const SHORT = 4000;

export class State {
  constructor(element) {
    this.element = element;
    this.timer = null;
    this.since = null;
  }

  /** Something changed that nobody did here. */
  updated() {
    this.say("Updated", "is-fresh");
    this.timer = setTimeout(() => this.say(""), SHORT);
  }

  reached() {
    this.since = wallTime().minute;
  }

  failed() {
    this.say(`Not updated since ${spoken(this.since)}; trying again`, "is-failing");
  }

  recovered() {
    this.say("Connected again", "is-fresh");
    this.timer = setTimeout(() => this.say(""), SHORT);
  }

  /** `url` signs in and comes back. */
  signedOut(url) {
    this.say("You have been signed out. ", "is-failing");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "Sign in again";
    this.element.append(link);
  }

  refused() {
    this.say("Your account may no longer see the schedule.", "is-failing");
  }

  say(words, className = "") {
    clearTimeout(this.timer);
    if (this.element.textContent === words) return;
    this.element.textContent = words;
    this.element.className = `board-state ${className}`;
  }
}
