/* A session note saves itself a second after typing stops and when a field is left (htmx does the
   asking). This says when that fails, keeps trying, and never lets typed text go unnoticed.

   #note-form           [data-page] its address; [data-unsaved] when its text came back refused
   #saving              what became of the last saving; [data-not-saved], [data-saving] and
                        [data-saves-itself] are its words
   #note-failed         [data-why] offline, signed-out, refused; [data-try-again]
   #note-notice         what the server says of a refusal; [data-conflict] the other version */
(() => {
  "use strict";
  const form = document.getElementById("note-form");
  if (!form) return;
  const failed = document.getElementById("note-failed");
  const state = document.getElementById("saving");
  const TRY_AGAIN_AFTER = 15000;
  const NOT_TYPED = new Set(["csrfmiddlewaretoken", "edition", "over"]);
  let saved = form.hasAttribute("data-unsaved") ? null : typed();
  let sent = null;
  let leaving = false;
  let timer = 0;
  let hasRenewed = false;
  let pressed = null;

  /** Everything that was typed or ticked, as text. */
  function typed() {
    const parts = [...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name));
    return new URLSearchParams(parts).toString();
  }

  const isUnsaved = () => typed() !== saved;
  const inConflict = () => form.querySelector("[data-conflict], [data-refused]") !== null;
  const save = () => { if (isUnsaved()) htmx.trigger(form, "save-now"); };

  function fail(why) {
    pressed = null;
    for (const words of failed.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
    failed.hidden = false;
    const words = document.createElement("span");
    words.className = "note-unsaved";
    words.textContent = state.dataset.notSaved;
    state.replaceChildren(words);
    clearTimeout(timer);
    if (why === "offline") timer = setTimeout(save, TRY_AGAIN_AFTER);
  }

  function recover() {
    clearTimeout(timer);
    failed.hidden = true;
    hasRenewed = false;
  }

  /** After signing in again in another tab the page needs a new token, and only that. */
  async function renew() {
    if (hasRenewed) return fail("refused");
    hasRenewed = true;
    const became = await window.freshToken(form, form.dataset.page, "#note-form");
    if (became === "renewed") save();
    else fail(became);
  }

  form.addEventListener("htmx:beforeRequest", (event) => {
    // Nothing new, or the other version waits for a decision: there is nothing to send.
    if (!isUnsaved() || inConflict()) return event.preventDefault();
    sent = typed();
    state.textContent = state.dataset.saving;
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.getResponseHeader("X-Note")) {
      if (xhr.status === 200) saved = sent;
      else pressed = null;
      return recover();
    }
    // Some other page came instead of an answer: it must not replace anything.
    event.detail.shouldSwap = false;
    if (xhr.status === 403) renew();
    else fail(xhr.status === 401 || xhr.status === 200 ? "signed-out" : "refused");
  });
  form.addEventListener("htmx:sendError", () => fail("offline"));
  form.addEventListener("htmx:timeout", () => fail("offline"));
  form.addEventListener("htmx:afterSettle", () => {
    if (inConflict()) document.getElementById("note-notice").focus();
    if (!pressed) return;
    const button = pressed;
    pressed = null;
    form.requestSubmit(button);
  });
  // A page that is left takes unsaved text with it: first it is saved, then the button does its work.
  form.addEventListener("submit", (event) => {
    leaving = !isUnsaved() || inConflict();
    if (leaving) return;
    event.preventDefault();
    pressed = event.submitter;
    save();
  });
  failed.querySelector("[data-try-again]").addEventListener("click", () => {
    hasRenewed = false;
    save();
  });
  addEventListener("online", save);
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => { if (!leaving && isUnsaved()) event.preventDefault(); });

  form.classList.add("note-saves-itself");
  if (state.querySelector("[data-without-scripts]")) state.textContent = state.dataset.savesItself;

  // Browsers that do not grow fields themselves.
  if (!CSS.supports("field-sizing", "content")) {
    const grow = (field) => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 4}px`;
    };
    form.querySelectorAll("textarea").forEach(grow);
    form.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
  }
})();
