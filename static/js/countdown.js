/* Counts the rest of a hold down in every [data-expires-at]; markup: templates/components/countdown.html.
   `data-now` is the server's clock when the page was made, so a wrong clock in the phone does no harm.
   Its words stand in the page, in the page's language. */
(() => {
  "use strict";
  const started = performance.now();
  const counters = new Map();

  function words(seconds) {
    const minutes = Math.floor(seconds / 60);
    return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function spoken(minutes, said) {
    return minutes === 1 ? said.oneMinute : said.minutes.replace("{minutes}", minutes);
  }

  function show(element, counter) {
    const seconds = Math.max(0, Math.ceil((counter.end - performance.now()) / 1000));
    const part = (name) => element.querySelector(`[${name}]`);
    part("data-left").textContent = words(seconds);
    part("data-left-phrase").hidden = false;
    const minutes = Math.ceil(seconds / 60);
    // Screen readers hear full minutes only, and not the first sight of the page.
    if (counter.minutes !== undefined && counter.minutes !== minutes && minutes > 0) {
      part("data-spoken").textContent = spoken(minutes, part("data-spoken").dataset);
    }
    counter.minutes = minutes;
    if (seconds === 0) {
      element.classList.add("countdown-is-over");
      part("data-running").hidden = true;
      part("data-over").hidden = false;
      part("data-spoken").textContent = part("data-spoken").dataset.spokenOver;
      return false;
    }
    return true;
  }

  function find(root, since) {
    for (const element of root.querySelectorAll("[data-expires-at][data-now]")) {
      if (counters.has(element)) continue;
      const left = Date.parse(element.dataset.expiresAt) - Date.parse(element.dataset.now);
      if (Number.isFinite(left)) counters.set(element, { end: since + left });
    }
    tick();
  }

  function tick() {
    for (const [element, counter] of counters) {
      if (!element.isConnected || !show(element, counter)) counters.delete(element);
    }
  }

  find(document, started);
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", (event) => find(event.target.parentElement ?? document, performance.now()));
  // A phone that slept counts again at once. A page out of the back-forward cache may be old: ask the server.
  document.addEventListener("visibilitychange", tick);
  addEventListener("pageshow", (event) => { if (event.persisted && counters.size) location.reload(); });
})();
