/* Says what becomes of a request that htmx makes: that it takes a while, that it did not get through.
   Markup: templates/components/connection.html. Nothing on the page moves, and nothing typed is touched.
 */
(() => {
  "use strict";
  const SLOW_AFTER = 400;
  // These say themselves when they cannot save or look for news, and try again.
  const SPEAK_FOR_THEMSELVES = "#intake-form, #note-form, #roster";
  const box = document.getElementById("connection");
  if (!box) return;
  const words = box.querySelector("[data-words]");
  const again = box.querySelector("button");
  const waiting = new Map();
  let lost = null;

  const isOurs = (event) => !event.detail.elt?.closest(SPEAK_FOR_THEMSELVES);

  function say(sentence, offersAgain) {
    box.hidden = !sentence;
    again.hidden = !offersAgain;
    // Said anew each time, for screen readers.
    words.textContent = sentence ? box.dataset[sentence] : "";
    box.classList.toggle("connection-waits", sentence === "slow");
  }

  function begin(event) {
    if (!isOurs(event)) return;
    const { xhr, target } = event.detail;
    target?.setAttribute("aria-busy", "true");
    if (lost) { lost = null; say(null); }
    waiting.set(xhr, { target, timer: setTimeout(() => say("slow", false), SLOW_AFTER) });
  }

  function end(event) {
    const one = waiting.get(event.detail.xhr);
    if (!one) return;
    clearTimeout(one.timer);
    waiting.delete(event.detail.xhr);
    one.target?.removeAttribute("aria-busy");
    if (!waiting.size && !lost) say(null);
  }

  function fail(event, sentence) {
    if (!isOurs(event)) return;
    lost = event.detail;
    say(sentence, true);
  }

  function tryAgain() {
    const { elt, requestConfig } = lost ?? {};
    const cause = requestConfig?.triggeringEvent;
    lost = null;
    say(null);
    if (!elt?.isConnected) return location.reload();
    if (elt.matches("form")) elt.requestSubmit(cause?.submitter?.isConnected ? cause.submitter : undefined);
    else if (elt.matches("a, button")) elt.click();
    else htmx.trigger(elt, cause?.type ?? "click");
  }

  document.body.addEventListener("htmx:beforeSend", begin);
  document.body.addEventListener("htmx:afterRequest", end);
  document.body.addEventListener("htmx:sendAbort", end);
  document.body.addEventListener("htmx:sendError", (event) => fail(event, "lost"));
  document.body.addEventListener("htmx:timeout", (event) => fail(event, "lost"));
  document.body.addEventListener("htmx:responseError", (event) => fail(event, "broken"));
  again.addEventListener("click", tryAgain);
})();
