// The side panel: pages of the desk as fragments in a dialog. docs/frontdesk.md has the protocol.

import { text } from "./elements.js";
import { word } from "./words.js";

const WRONG = "[aria-invalid=true], .panel-error[role=alert]";
const HEADERS = { "HX-Request": "true", Accept: "text/html" };

export class Panel {
  /** `hears` has done(change) after something was changed, and closed(wasDone). */
  constructor(dialog, hears) {
    this.dialog = dialog;
    this.content = dialog.querySelector("[data-panel-content]");
    this.hears = hears;
    this.wasDone = false;
    this.isSaving = false;
    this.asking = null;
    dialog.addEventListener("submit", (event) => this.submit(event));
    dialog.addEventListener("click", (event) => this.click(event));
    dialog.addEventListener("close", () => this.afterClose());
  }

  get isOpen() {
    return this.dialog.open;
  }

  get width() {
    return this.dialog.offsetWidth;
  }

  /** Opens the dialog with the fragment at `url`. */
  async open(url) {
    this.wasDone = false;
    this.content.replaceChildren(text("p", "panel-waiting", word("one-moment")));
    if (!this.dialog.open) this.dialog.showModal();
    await this.load(url);
  }

  close() {
    this.dialog.close();
  }

  load(url, options = {}) {
    return this.ask(url, { headers: HEADERS, ...options });
  }

  /** Only the newest question counts; what it answers replaces the content, unless `again` asks. */
  async ask(url, { again, ...options }) {
    this.asking?.abort();
    this.asking = new AbortController();
    this.dialog.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...options, signal: this.asking.signal });
      if (again?.()) return;
      await this.take(answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say(word("no-answer"));
    }
    this.dialog.removeAttribute("aria-busy");
  }

  async take(answer) {
    if (answer.status === 204) return this.finish(answer.headers.get("HX-Trigger"));
    if (answer.redirected) return this.say(word("panel-signed-out"));
    if (answer.status >= 500) return this.say(word("our-fault"));
    const html = await answer.text();
    if (html.trimStart().toLowerCase().startsWith("<!doctype")) return this.say(reasonIn(html));
    this.show(html);
  }

  show(html) {
    const focused = remembered(this.content);
    // Our own server's fragment; what people typed is escaped in it.
    this.content.innerHTML = html;
    window.htmx?.process(this.content);
    this.content.dispatchEvent(new CustomEvent("panel:shown", { bubbles: true }));
    const wrong = this.content.querySelector(WRONG);
    (refocus(this.content, focused) ?? firstFocus(this.content, wrong))?.focus();
    // A new fragment is read from its top; what is typed into stays where it was.
    if (!focused) this.dialog.scrollTop = 0;
    wrong?.scrollIntoView({ block: "center" });
  }

  say(sentence) {
    const said = text("p", "panel-error", sentence);
    said.setAttribute("role", "alert");
    this.content.querySelectorAll("[data-panel-said]").forEach((old) => old.remove());
    said.dataset.panelSaid = "";
    this.content.querySelector(".panel-waiting")?.remove();
    this.content.prepend(said);
  }

  finish(trigger) {
    this.wasDone = true;
    this.close();
    const change = trigger ? JSON.parse(trigger)["desk:changed"] : null;
    this.hears.done(change ?? { text: word("done"), undo: null, seconds: 10 });
  }

  submit(event) {
    const form = event.target;
    if (form.hasAttribute("hx-post") || form.hasAttribute("hx-get") || form.method === "dialog") return;
    event.preventDefault();
    // A second click while the first is on its way changes nothing twice.
    if (this.isSaving) return;
    const { submitter } = event;
    const fields = new FormData(form, submitter);
    const action = submitter?.getAttribute("formaction") ?? form.action;
    if (form.method === "get") return this.load(`${action.split("?")[0]}?${new URLSearchParams(fields)}`);
    // Other buttons only look: the newest answer counts.
    if (submitter?.name && submitter.name !== "save") return this.look(form, action, submitter);
    this.isSaving = true;
    this.load(action, { method: "POST", body: fields }).finally(() => (this.isSaving = false));
  }

  /** What is chosen or typed while the answer is on its way is not lost: it is asked once more. */
  look(form, action, submitter) {
    const asked = writtenIn(form);
    const again = () => writtenIn(form) !== asked && (this.look(form, action, submitter), true);
    return this.load(action, { method: "POST", body: new FormData(form, submitter), again });
  }

  click(event) {
    if (event.target === this.dialog || event.target.closest("[data-close]")) {
      event.preventDefault();
      return this.close();
    }
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.load(link.href);
  }

  afterClose() {
    this.asking?.abort();
    this.content.replaceChildren();
    this.hears.closed(this.wasDone);
  }
}

function writtenIn(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

/** Enough to find the same control again in a fragment that came back. */
function remembered(content) {
  const { activeElement: active } = document;
  if (!content.contains(active) || active === content) return null;
  const { id, name, value, selectionStart } = active;
  return { id, name, value: ["radio", "submit"].includes(active.type) ? value : null, selectionStart };
}

function refocus(content, focused) {
  const alarm = content.querySelector('[role="alert"]');
  if (!focused || alarm) return null;
  if (focused.id && content.querySelector(`#${CSS.escape(focused.id)}`)) {
    return content.querySelector(`#${CSS.escape(focused.id)}`);
  }
  const named = [...content.querySelectorAll(`[name="${CSS.escape(focused.name || " ")}"]`)];
  return named.find((one) => focused.value === null || one.value === focused.value) ?? null;
}

/** The field that is wrong first; else where the form begins. */
function firstFocus(content, wrong) {
  return (wrong && controlOf(wrong)) ?? content.querySelector("[autofocus]") ?? content.querySelector("#panel-title");
}

/** What can be done about it: the field itself, or the first one that the sentence stands with. */
function controlOf(wrong) {
  if (wrong.matches("[aria-invalid=true]")) return wrong;
  const about = wrong.closest("[data-about], .panel-field, fieldset");
  return about?.querySelector("input:not([type=hidden], :disabled), select, button") ?? null;
}

/** The sentence on one of the site's pages for what went wrong. */
function reasonIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector("main p")?.textContent.trim().replace(/\s+/g, " ");
  return said || word("not-here");
}
