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

const run = async (program) => {
  const { default: init } = await import("./tab.js");
  await init(program);
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

const tell = (...words) => {
  // Once the program runs, it shows the page in place of this.
  const loading = document.getElementById("loading");
  loading.role = "alert";
  loading.replaceChildren(...words);
};

if (!self.document) {
  // The first message to a worker is the compiled program, from the thread that starts it: all threads run the same version
  // and none loads it anew. A worker that can't run it breaks down, which is heard there.
  addEventListener("message", ({ data }) => run({ module_or_path: data }).catch(reportError), { once: true });
} else if (isFramed()) {
  const link = document.createElement("a");
  Object.assign(link, { href: self.location.href, target: "_blank", rel: "noopener", textContent: "Open Tabchain in a tab of its own" });
  tell("Another site shows this page inside its own, where it could cover what you see and press. ", link, ".");
} else {
  run().catch((error) => {
    tell(
      "Tabchain could not be loaded. Check your connection and load the page again. It needs a browser from 2023 or later.",
    );
    throw error;
  });
}
