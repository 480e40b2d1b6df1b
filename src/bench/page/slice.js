// Slices of work of a given length in time. A contender has the methods of the trait `Work` in
// ../lib.rs, and is checked before it is timed.

import { open as openRival } from "./rivals.js";

const opened = new Map();

export async function slice(ours, name, milliseconds) {
  if (!opened.has(name)) {
    opened.set(name, await open(ours, name, milliseconds));
  }
  const contender = opened.get(name);
  const { work } = contender;
  // The number of repetitions between two readings of the clock. At the speed of the slice before,
  // there are some twenty readings in a slice. If repetitions are long, there is a reading after
  // each.
  const step = Math.max(1, Math.round((contender.rate * milliseconds) / 20));
  let repetitions = 0;
  let spent = 0;
  while (spent < milliseconds) {
    spent += await timed(work, step);
    repetitions += step;
  }
  contender.rate = repetitions / spent;
  return { pieces: repetitions * work.pieces(), milliseconds: spent };
}

// The first rate, in repetitions per millisecond, is a rough one, because the engine has not
// compiled the contender's code yet.
async function open(ours, name, milliseconds) {
  const work = ours.Contender.open(name) ?? (await openRival(ours, name));
  if (!work) {
    throw new Error("no contender of this name");
  }
  await work.check();
  let step = 1;
  let spent;
  while ((spent = await timed(work, step)) < milliseconds / 20) {
    step *= 2;
  }
  return { work, rate: step / spent };
}

async function timed(work, repetitions) {
  work.prepare?.(repetitions);
  const start = performance.now();
  await work.run(repetitions);
  return performance.now() - start;
}
