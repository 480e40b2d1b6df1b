// A dedicated worker, which answers each request with the result of a slice of work.

import init, * as ours from "./bench_wasm.js";
import { slice } from "./slice.js";

const ready = init();

onmessage = async ({ data: { name, milliseconds } }) => {
  try {
    await ready;
    postMessage(await slice(ours, name, milliseconds));
  } catch (error) {
    postMessage({ error: `${name}: ${error?.message ?? error}` });
  }
};
