/* The clinic wants no offline page any more: whatever was kept goes, and this worker with it. */
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("unknot-offline-")).map((name) => caches.delete(name)));
    await self.registration.unregister();
  })());
});
