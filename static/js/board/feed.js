// Asks the server every few seconds what the day looks like, and says so when it cannot.

import { setClock } from "./clock.js";

const EVERY = 3000;

export class Feed {
  /** `hears` has the functions reached(), changed(day), failed(), recovered(),
   * signedOut(), refused(). */
  constructor(url, address, etag, hears) {
    Object.assign(this, { url, address, etag, hears });
    this.timer = null;
    this.asking = null;
    this.isFailing = false;
    document.addEventListener("visibilitychange", () => this.refreshIfVisible());
    window.addEventListener("online", () => this.refreshIfVisible());
    this.wait();
  }

  /** Another day or view: what was on its way no longer matters. */
  follow(address) {
    this.address = address;
    this.etag = null;
    return this.refresh();
  }

  refreshIfVisible() {
    if (!document.hidden) this.refresh();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (document.hidden ? this.wait() : this.refresh()), EVERY);
  }

  /** Asks at once. Resolves when the answer was drawn. */
  async refresh() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    try {
      await this.ask(asking.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.fail();
    }
    if (this.asking === asking) this.wait();
  }

  async ask(signal) {
    const headers = { Accept: "application/json" };
    if (this.etag) headers["If-None-Match"] = this.etag;
    const answer = await fetch(`${this.url}?${this.address}`, { headers, signal, cache: "no-store" });
    if (answer.redirected || answer.status === 401) return this.hears.signedOut();
    if (answer.status === 403) return this.hears.refused();
    if (answer.status !== 304 && !answer.ok) throw new Error(`Status ${answer.status}`);
    const day = answer.status === 304 ? null : await answer.json();
    setClock(answer.headers.get("X-Clinic-Clock"));
    this.etag = answer.headers.get("ETag") ?? this.etag;
    this.succeed();
    if (day) this.hears.changed(day);
  }

  succeed() {
    this.hears.reached();
    if (this.isFailing) this.hears.recovered();
    this.isFailing = false;
  }

  fail() {
    this.isFailing = true;
    this.hears.failed();
  }
}
