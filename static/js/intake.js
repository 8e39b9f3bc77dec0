/* A page of the intake saves itself while it is filled in (htmx does the asking). This says when
   that fails, keeps trying, and never lets what was typed be replaced by another page.

   #intake-form         [data-unsaved] when what was typed came back refused
   #intake-autosave     posts the form by itself on save-now; not on the last page
   #intake-failures     [data-offline], [data-refused], [data-signed-out]: what to say of a failure
   #saved               what became of the last saving */
(() => {
  "use strict";
  const SAVE_AFTER = 1500;
  const TRY_AGAIN_AFTER = 15000;
  const NOT_TYPED = new Set(["csrfmiddlewaretoken", "edition"]);
  let form = null;
  let saved = null;
  let sent = null;
  let pressed = null;
  let goingTo = null;
  let hasFailed = false;
  let hasRenewed = false;
  let leaving = false;
  let timer = 0;

  const itself = () => document.getElementById("intake-autosave");

  /** Everything that was typed or ticked, as text. */
  function typed(where = form) {
    const parts = [...new FormData(where)].filter(([name]) => !NOT_TYPED.has(name));
    return new URLSearchParams(parts).toString();
  }

  const isUnsaved = () => form !== null && itself() !== null && typed() !== saved;
  const save = () => { if (isUnsaved()) htmx.trigger(itself(), "save-now"); };
  const isOurs = (event) => form !== null && form.contains(event.detail.requestConfig?.elt ?? null);

  /** What stood in the form when the server gave it: one may type before this script has come. */
  function given() {
    const first = form.cloneNode(true);
    first.reset();
    return typed(first);
  }

  /** The button puts a new form in the place of the old one. */
  function begin() {
    const found = document.getElementById("intake-form");
    if (found === form) return;
    form = found;
    saved = form && !form.hasAttribute("data-unsaved") ? given() : null;
    pressed = goingTo = null;
    if (form && !form.hasAttribute("data-unsaved")) setTimeout(save, SAVE_AFTER);
  }

  function fail(why) {
    const words = document.getElementById("saved");
    if (words) {
      words.classList.add("intake-not-saved");
      words.textContent = document.getElementById("intake-failures").getAttribute(`data-${why}`);
      // Whoever is typing is not torn away.
      if (pressed || goingTo) words.scrollIntoView({ block: "nearest" });
    }
    pressed = goingTo = null;
    hasFailed = true;
    clearTimeout(timer);
    timer = setTimeout(() => { hasRenewed = false; save(); }, TRY_AGAIN_AFTER);
  }

  /** Once per refusal; the button does its work then, and what is typed is saved. */
  async function renew() {
    if (hasRenewed) return fail("refused");
    hasRenewed = true;
    const button = pressed;
    const became = await window.freshToken(form, location.href, "main");
    if (became !== "renewed") return fail(became);
    if (button) form.requestSubmit(button);
    else save();
  }

  function recover(isKept) {
    clearTimeout(timer);
    hasRenewed = false;
    hasFailed = !isKept;
    if (isKept) saved = sent;
    if (!isKept) goingTo = null;
    if (!goingTo) return;
    if (isUnsaved()) return save();
    leaving = true;
    location.assign(goingTo);
  }

  document.body.addEventListener("submit", (event) => {
    if (event.target === form) pressed = event.submitter;
  }, true);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (isOurs(event)) sent = typed();
  });
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    if (isOurs(event) && event.detail.xhr.getResponseHeader("HX-Redirect")) leaving = true;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    const { xhr } = event.detail;
    if (xhr.getResponseHeader("X-Intake")) return recover(xhr.status === 200);
    // Some other page came instead of an answer: it must not replace anything.
    event.detail.shouldSwap = false;
    if (xhr.status === 403) renew();
    else fail("refused");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => { if (isOurs(event)) fail("offline"); });
  }
  document.body.addEventListener("htmx:afterSettle", begin);
  // The last words are saved first, then the link leads on; a second tap leads on in any case.
  document.body.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hash || !isUnsaved() || hasFailed) return;
    event.preventDefault();
    goingTo = link.href;
    save();
  });
  addEventListener("online", save);
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => { if (!leaving && isUnsaved()) event.preventDefault(); });

  begin();
})();
