// Runs the program, in the page and in each of its workers.

// The only scripts that are ever started from here: this one, as a worker, and the service worker. Browsers that know
// Trusted Types refuse all others, whatever the program asks for.
const scripts = [import.meta.url];
if (self.document) scripts.push(new URL("sw.js", document.baseURI).href);
self.trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    if (scripts.includes(new URL(url, self.document?.baseURI ?? self.location).href)) return url;
    throw new TypeError(`${url} is not a script of this page`);
  },
});

// The bindings, without which the program can't run. They are loaded once, however often they are asked for.
const bindings = () => import("./tab.js");

const run = async (program) => {
  const { default: init } = await bindings();
  await init({ module_or_path: program });
};

// Whether a page of another site shows this one inside itself: it could lay its own things over the wallet. Servers that
// can send headers forbid it to the browser; this is for those that can't.
const isFramed = () => {
  for (let view = self; view !== view.parent; view = view.parent) {
    try {
      if (view.parent.location.origin !== self.location.origin) return true;
    } catch {
      return true;
    }
  }
  return false;
};

const tell = async (...words) => {
  // This script may run before the page is read to its end.
  if (document.readyState === "loading") await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
  // Once the program runs, it shows the page in place of this.
  const state = document.getElementById("loading-state");
  state.role = "alert";
  state.replaceChildren(...words);
};

// A text in the language that `before.js` has found.
const text = (english, chinese) => (document.documentElement.lang === "en" ? english : chinese);

// Shows how much of the program has come. Its bytes are those that the browser unpacks, as the build has counted them.
const follow = async (response) => {
  const reader = response.body.getReader();
  let bytes = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.length;
    const bar = document.getElementById("loading-bar");
    if (!bar) continue;
    bar.value = bytes;
    bar.nextElementSibling.textContent = `${Math.floor((100 * bar.value) / bar.max)} %`;
  }
};

// Compiles the program while it comes, once for all threads.
const compile = async () => {
  const response = await fetch(new URL("tab_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`the program is not there: ${response.status}`);
  // A visitor who has the page already waits for no download.
  if (!navigator.serviceWorker?.controller) follow(response.clone()).catch(() => undefined);
  // The browser compiles only what is served as WebAssembly while it comes. Some servers call it something else.
  const isNamed = response.headers.get("Content-Type") === "application/wasm";
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
};

// The profile that the page will open, as `src/app/dom.rs` finds it: the one in the address, or else the one that was entered
// last on this device. The node refuses a name that is none.
const profile = () => {
  const named = location.search.slice(1).split("&").find((pair) => pair.startsWith("profile="));
  if (named) return [named.slice("profile=".length), true];
  try {
    return [localStorage.getItem("tabchain/profile") ?? "", false];
  } catch {
    return ["", false];
  }
};

const start = async () => {
  // The node's worker starts while the program is still coming. The program in the page takes the worker, with what has
  // come from it until then (`src/browser/threads/part.rs`).
  const worker = new Worker(import.meta.url, { type: "module", name: "node" });
  const events = [];
  worker.onmessage = worker.onerror = (event) => {
    event.preventDefault();
    events.push(event);
  };
  self.startedNode = [worker, events];
  try {
    const [program] = await Promise.all([compile(), bindings()]);
    worker.postMessage([program, ...profile(), location.origin + location.pathname]);
    await run(program);
  } catch (error) {
    worker.terminate();
    throw error;
  }
};

if (!self.document) {
  // The first message to a worker has the compiled program, from the thread that starts it: all threads run the same version
  // and none loads it anew. For the first node of a page it also says which profile that opens, so that the node need not wait
  // for the page. A worker that can't run the program breaks down, which is heard there.
  bindings().catch(() => undefined);
  const begin = ([program, ...profile]) => {
    if (profile.length) self.startedFor = profile;
    return run(program);
  };
  addEventListener("message", ({ data }) => begin(data).catch(reportError), { once: true });
} else if (isFramed()) {
  const link = document.createElement("a");
  Object.assign(link, { href: self.location.href, target: "_blank", rel: "noopener" });
  link.textContent = text("Open Tabchain in a tab of its own", "在单独的标签页中打开 Tabchain");
  tell(text("Another site shows this page inside its own, where it could cover what you see and press. ", "另一个网站把本页嵌在它的页面里，可能会遮挡你看到和点按的内容。"), link, text(".", "。"));
} else {
  start().catch((error) => {
    tell(
      text(
        "Tabchain could not be loaded. Check your connection and load the page again. It needs a browser from 2023 or later.",
        "Tabchain 未能加载。请检查网络连接，然后重新加载页面。需要 2023 年或之后的浏览器。",
      ),
    );
    throw error;
  });
}
