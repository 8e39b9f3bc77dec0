/* Shows [data-offset-minutes] when the viewer's own clock differs from the clinic's.
   With `data-at` (an instant) the comparison is made for that instant, else for now.
   Stands in the head, before the page: a note that came later would push down what is below it. */
(() => {
  "use strict";
  function show(root) {
    for (const note of root.querySelectorAll("[data-offset-minutes]")) {
      const at = note.dataset.at ? new Date(note.dataset.at) : new Date();
      note.hidden = -at.getTimezoneOffset() === Number(note.dataset.offsetMinutes);
    }
  }
  show(document);
  // While the page is read, and when htmx brings something new.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const added of addedNodes) if (added.parentElement) show(added.parentElement);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
