// The bar above the board: where one is, where one can go, how many wait for attention.

import { text } from "./elements.js";

const LINKS = ["previous", "today", "next", "therapists", "rooms", "week"];

export class Bar {
  constructor(form) {
    this.form = form;
  }

  /** Says what `day` is, wherever the bar says so. */
  show(day) {
    document.querySelector("[data-title]").textContent = day.title;
    this.form.elements.date.value = day.day;
    this.form.elements.location.value = day.location;
    for (const name of LINKS) this.link(name, day);
    this.staff(day);
    this.flag("cancelled", day);
    this.flag("everyone", day);
    this.sheet(day);
    this.badge(day.attention);
    notices(day.notices);
    document.querySelector("[data-board]").dataset.view = day.view;
  }

  link(name, day) {
    const link = this.form.querySelector(`[data-link="${name}"]`);
    link.href = `?${day.links[name]}`;
    if (name === day.view) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (name === "today") link.toggleAttribute("data-is-today", day.day === day.today);
  }

  staff(day) {
    const choice = this.form.elements.therapist;
    const options = day.staff.map(({ slug, name }) => new Option(name, slug));
    choice.replaceChildren(...options);
    choice.value = day.therapist;
    choice.closest("label").hidden = day.view !== "week";
    choice.disabled = day.view !== "week";
  }

  flag(name, day) {
    this.form.elements[name].checked = new URLSearchParams(day.address).has(name);
  }

  sheet(day) {
    const link = document.querySelector("[data-sheet]");
    if (!link) return;
    const url = new URL(link.href);
    url.search = new URLSearchParams({ date: day.day, location: day.location });
    link.href = url;
  }

  badge(count) {
    const badge = document.querySelector("[data-attention]");
    if (!badge) return;
    badge.textContent = count || "";
    badge.hidden = !count;
  }
}

function notices(sentences) {
  const list = document.querySelector("[data-notices]");
  list.replaceChildren(...sentences.map((sentence) => text("p", "", sentence)));
  list.hidden = !sentences.length;
}
