// Keeps one whole version of the page, so that it starts at once and without a network.
//
// The build writes the version and its files into the two constants, so each version has a service worker of its own.
// It installs all files of that version into a cache of its own, or none, and answers from there. The browser looks for
// a newer service worker by itself; that one waits until a page asks for it or no page of the older version is open.
// This file does not concern the node, its chain and its wallet.

const VERSION = "@VERSION@";
// Relative to this file. Those below `v/` never change: another content has another version.
const FILES = "@FILES@".split(" ");
const PAGE = "./";
const PREFIX = "tabchain-";
const CACHE = PREFIX + VERSION;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

// A page says which version it runs, or that it wants this one.
self.addEventListener("message", (event) => {
  if (event.data === "update") {
    self.skipWaiting();
  } else if (event.data === VERSION) {
    // It came from the network, where this version was not kept, or not any more.
    self.skipWaiting();
    event.waitUntil(fill().catch(() => undefined));
  } else {
    event.source?.postMessage("newer");
  }
});

self.addEventListener("fetch", (event) => {
  const scope = new URL("./", self.location).href;
  const address = event.request.url.split(/[?#]/)[0];
  if (event.request.method !== "GET" || !address.startsWith(scope)) return;
  const path = address.slice(scope.length);
  const name = path === "" || path === "index.html" ? PAGE : path;
  if (name === PAGE) {
    event.respondWith(page(event));
  } else if (FILES.includes(name) || name.startsWith("v/")) {
    event.respondWith(file(event.request));
  }
});

async function install() {
  try {
    await fill();
  } catch (error) {
    // The older version goes on as it was; the browser tries this one again at another visit.
    await caches.delete(CACHE).catch(() => false);
    throw error;
  }
}

async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  // One older version stays: a tab that runs it may still start workers.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// Fetches what the cache lacks. The page comes last, and only if it is of this version: with it the version is whole.
async function fill() {
  const cache = await caches.open(CACHE);
  const kept = await Promise.all(FILES.map((name) => cache.match(name)));
  const missing = FILES.filter((name, place) => name !== PAGE && !kept[place]);
  // What is not below `v/` must not come from the browser's own cache of an older visit.
  const request = (name) => new Request(name, { cache: name.startsWith("v/") ? "default" : "reload" });
  await cache.addAll(missing.map(request));
  if (!(await cache.match(PAGE))) {
    const answer = await fetch(request(PAGE));
    if (!answer.ok || !(await answer.clone().text()).includes(`v/${VERSION}/`)) {
      throw new Error(`version ${VERSION} is not served any more`);
    }
    await cache.put(PAGE, answer);
  }
}

// The page of this version, if the version is whole; else whatever version is served now.
async function page(event) {
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(PAGE).catch(() => undefined);
  if (kept && (await cache.keys()).length >= FILES.length) return kept;
  event.waitUntil(fill().catch(() => undefined));
  return fetch(event.request).catch((error) => kept ?? Promise.reject(error));
}

// A file of this version, or of one that another tab still runs.
async function file(request) {
  const kept = await caches.match(request, { ignoreSearch: true }).catch(() => undefined);
  return kept ?? fetch(request);
}
