/* Has the page for "no connection" kept in this browser (templates/offline/worker.js). Not from inside
   another site's frame, and not where the browser has no place for it. */
(() => {
  "use strict";
  const keeper = navigator.serviceWorker;
  if (!keeper || window.top !== window.self) return;
  // After everything that the page itself needs. A browser may refuse: the page works without.
  addEventListener("load", () => { keeper.register("/service-worker.js").catch(() => {}); });
})();
