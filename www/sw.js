// Keeps the page's files for a start without a network. The network goes first, so that a new version is seen
// at once; what it does not answer in time comes from the cache. The node, its chain and its wallet are no
// business of this file.

const CACHE = "tabchain-files";
// Long enough for a slow network, short enough for a person who waits.
const PATIENCE_MS = 4000;
const FILES = [
  "./",
  "start.js",
  "tab.js",
  "tab_bg.wasm",
  "tokens.css",
  "base.css",
  "frame.css",
  "parts.css",
  "chains.css",
  "mine.css",
  "wallet.css",
  "blocks.css",
  "origin.css",
  "network.css",
  "proofs.css",
  "manifest.webmanifest",
  "icon.svg",
  "icon-192.png",
];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // One file that is missing must not cost the others.
      await Promise.allSettled(FILES.map((file) => cache.add(file)));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL("./", self.location);
  const name = url.pathname.slice(scope.pathname.length) || "./";
  const ours = url.origin === scope.origin && url.pathname.startsWith(scope.pathname) && FILES.includes(name);
  if (event.request.method === "GET" && ours) {
    event.respondWith(answer(event, name));
  }
});

async function answer(event, name) {
  const cache = await caches.open(CACHE);
  const fresh = fetch(event.request).then(async (response) => {
    if (response.ok) {
      await cache.put(name, response.clone());
    }
    return response;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh, late]).catch(() => undefined);
  // What is not kept can only come from the network, however late.
  return first ?? (await cache.match(name)) ?? fresh;
}
