/* Shows [data-offset-minutes] when the viewer's own clock differs from the clinic's.
   With `data-at` (an instant) the comparison is made for that instant, else for now. */
(() => {
  "use strict";
  function show(root) {
    for (const note of root.querySelectorAll("[data-offset-minutes]")) {
      const at = note.dataset.at ? new Date(note.dataset.at) : new Date();
      note.hidden = -at.getTimezoneOffset() === Number(note.dataset.offsetMinutes);
    }
  }
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target.parentElement ?? document));
})();
