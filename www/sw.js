// Keeps one whole version of the page, so that it starts at once and without a network.
//
// The build writes the version and its files into the two constants, so each version has a service worker of its own.
// It installs all files of that version into a cache of its own, or none, and answers from there. The browser looks for
// a newer service worker by itself; that one waits until a page asks for it or no page of the older version is open.
//
// It also answers requests below `tab/api/`: the tab that has the profile reads its chain (docs/tab-api.md).

const VERSION = "@VERSION@";
// Relative to this file. Those below `v/` never change: another content has another version.
const FILES = "@FILES@".split(" ");
const PAGE = "./";
const PREFIX = "tabchain-";
const CACHE = PREFIX + VERSION;

const API = "tab/api/";
// How long a tab may take for an answer, and how many requests may wait for one.
const ANSWER_MS = 10000;
const MAX_WAITING = 32;
// Nothing but the program that asked may read an answer, and no browser may show it as a page.
const API_HEADERS = [
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["X-Content-Type-Options", "nosniff"],
];
let waiting = 0;
// How many streams of events there may be, and how often the tab is asked for each.
const MAX_STREAMS = 8;
const LOOK_MS = 1000;
let streams = 0;

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

// A notification of the page leads back to it.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const tabs = self.clients.matchAll({ type: "window", includeUncontrolled: true });
  event.waitUntil(tabs.then(([tab]) => tab?.focus()).catch(() => undefined));
});

self.addEventListener("fetch", (event) => {
  const scope = new URL("./", self.location).href;
  const address = event.request.url.split(/[?#]/)[0];
  if (!address.startsWith(scope)) return;
  const path = address.slice(scope.length);
  if (path.startsWith(API)) return event.respondWith(answer(event, path.slice(API.length)));
  if (event.request.method !== "GET") return;
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

// Answers a request to the tab.
async function answer({ request, clientId }, path) {
  // Only a program of this site that asks by `fetch` is answered. A browser sends a link, a frame or a form from anywhere
  // as a navigation, an image or a script with a destination, and requests of other sites not at all to this file.
  const isFetch = request.mode === "same-origin" || request.mode === "cors";
  const asker = await self.clients.get(clientId);
  if (!isFetch || request.destination !== "" || !asker) {
    return problem(403, "Only programs of this site may ask, by fetch.");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return problem(405, "The tab is only read.", ["Allow", "GET, HEAD"]);
  }
  if (path === "events") return request.method === "GET" ? events(asker, request) : problem(405, "Events are read.", ["Allow", "GET"]);
  if (waiting >= MAX_WAITING) return problem(503, "Too many requests wait for the tab.", ["Retry-After", "1"]);
  waiting += 1;
  const message = [path, new URL(request.url).search.slice(1), request.headers.get("If-None-Match")];
  const response = await ask(message, asker).finally(() => (waiting -= 1));
  if (!response) return problem(503, "No tab of this page answers with an open chain.", ["Retry-After", "5"]);
  const [status, flat, bytes] = response;
  const headers = new Headers(API_HEADERS);
  for (let at = 0; at < flat.length; at += 2) headers.set(flat[at], flat[at + 1]);
  const hasBody = status !== 304 && request.method === "GET";
  return new Response(hasBody ? bytes : null, { status, headers });
}

// A stream of server-sent events: a `block` for the tip, and for each tip that follows. The browser ends it when it ends this
// file; an `EventSource` asks again by itself, with the last tip that it was told of.
function events(asker, request) {
  if (streams >= MAX_STREAMS) return problem(503, "Too many streams of events.", ["Retry-After", "5"]);
  streams += 1;
  let [seen, isOpen] = [request.headers.get("Last-Event-ID") ?? "", true];
  const end = () => {
    if (isOpen) streams -= 1;
    isOpen = false;
  };
  const pull = async (stream) => {
    while (isOpen) {
      const response = await ask(["running", "", null], asker);
      if (!response || response[0] !== 200) {
        end();
        return stream.close();
      }
      const { tip, blocks } = JSON.parse(new TextDecoder().decode(response[2]));
      if (tip !== seen) {
        seen = tip;
        const data = JSON.stringify({ height: blocks - 1, hash: tip });
        return stream.enqueue(new TextEncoder().encode(`event: block\nid: ${tip}\ndata: ${data}\n\n`));
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  const body = new ReadableStream({ pull, cancel: end }, { highWaterMark: 0 });
  return new Response(body, {
    headers: [...API_HEADERS, ["Content-Type", "text/event-stream"], ["Cache-Control", "no-store"]],
  });
}

// Passes a request to all tabs. The tab that has the profile and an open chain answers, the others refuse. The profile
// is that of the asking page's address; without one, each tab knows which profile this device opens.
async function ask(message, asker) {
  const profile = new URL(asker.url).search.slice(1).split("&").find((pair) => pair.startsWith("profile="))?.slice(8);
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const answers = tabs.map((tab) => new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data ? resolve(data) : reject());
    tab.postMessage([...message, profile ?? null, tab.id === asker.id], [port2]);
  }));
  const late = new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  return Promise.race([Promise.any(answers), late]).catch(() => undefined);
}

// A problem document (RFC 9457).
function problem(status, title, ...headers) {
  return new Response(JSON.stringify({ title, status }), {
    status,
    headers: [...API_HEADERS, ["Content-Type", "application/problem+json"], ["Cache-Control", "no-store"], ...headers],
  });
}
