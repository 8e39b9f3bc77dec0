{% autoescape off %}/* Shows a page of ours where the browser would show its own when there is no connection.
   It keeps that page and its files, and nothing else: every answer comes from the network. */
"use strict";
const FACTS = {{ facts }};
const OURS = "unknot-offline-";
const KEPT = OURS + FACTS.version;
// The staff's own pages and programs know better what to do without a connection.
const NOT_FOR = ["/admin/", "/api/"];

self.addEventListener("install", (event) => {
  const wanted = [FACTS.page, FACTS.form, ...FACTS.files].map((path) => new Request(path, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== KEPT).map((name) => caches.delete(name)));
    // The browser asks the server while this worker is still waking up.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

async function kept(path) {
  return (await (await caches.open(KEPT)).match(path)) ?? Response.error();
}

async function opened(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(event.request.method === "GET" ? FACTS.page : FACTS.form);
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin || NOT_FOR.some((path) => address.pathname.startsWith(path))) return;
  if (event.request.mode === "navigate") event.respondWith(opened(event));
  else if (event.request.method === "GET" && FACTS.files.includes(address.pathname)) {
    event.respondWith(fetch(event.request).catch(() => kept(address.pathname)));
  }
});
{% endautoescape %}
