// Runs the program. A worker has it handed over by whoever starts it, compiled, so that all run the same version and none
// loads it anew; its first message is that.
import init from "./tab.js";

if (self.document) {
  init();
} else {
  addEventListener("message", ({ data }) => init({ module_or_path: data }), { once: true });
}
