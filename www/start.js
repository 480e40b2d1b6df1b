// Runs the program, in the page and in each of its workers.

const run = async (program) => {
  const { default: init } = await import("./tab.js");
  await init(program);
};

if (self.document) {
  // Once it runs, it shows the page in place of this.
  const loading = document.getElementById("loading");
  run().catch((error) => {
    loading.role = "alert";
    loading.textContent =
      "Tabchain could not be loaded. Check your connection and load the page again. It needs a browser from 2023 or later.";
    throw error;
  });
} else {
  // A worker has the program handed over by whoever starts it, compiled, so that all run the same version and none loads
  // it anew: its first message. A worker that can't run it breaks down, which is heard there.
  addEventListener("message", ({ data }) => run({ module_or_path: data }).catch(reportError), { once: true });
}
