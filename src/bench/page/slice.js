// Slices of work by the clock. A contender has the methods of the trait `Work` in ../lib.rs, and proves itself before it is timed.

import { open as openRival } from "./rivals.js";

const opened = new Map();

export async function slice(ours, name, milliseconds) {
  if (!opened.has(name)) {
    opened.set(name, await open(ours, name, milliseconds));
  }
  const { work, step } = opened.get(name);
  let steps = 0;
  let spent = 0;
  while (spent < milliseconds) {
    spent += await timed(work, step);
    steps += 1;
  }
  return { pieces: steps * step * work.pieces(), milliseconds: spent };
}

// Looks at the clock twenty times a slice, or after every repetition of long work.
async function open(ours, name, milliseconds) {
  const work = ours.Contender.open(name) ?? (await openRival(ours, name));
  if (!work) {
    throw new Error("no contender of this name");
  }
  await work.check();
  let step = 1;
  while ((await timed(work, step)) < milliseconds / 20) {
    step *= 2;
  }
  return { work, step };
}

async function timed(work, repetitions) {
  work.prepare?.(repetitions);
  const start = performance.now();
  await work.run(repetitions);
  return performance.now() - start;
}
