// Runs contenders under Node: reads `NAME MILLISECONDS` line by line, and answers with the pieces
// of work and the milliseconds, or with an error.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as ours from "./bench_wasm.js";
import { slice } from "./slice.js";

ours.initSync({ module: readFileSync(new URL("./bench_wasm_bg.wasm", import.meta.url)) });

for await (const line of createInterface({ input: process.stdin })) {
  const [name, milliseconds] = line.split(" ");
  try {
    const done = await slice(ours, name, Number(milliseconds));
    console.log(`${done.pieces} ${done.milliseconds}`);
  } catch (error) {
    console.log(`error: ${error?.message ?? error}`);
  }
}
