// The page of the benchmark. It passes requests on to dedicated workers, which do all of the work.

const workers = [];

// The relay's headers let a browser that knows Trusted Types start no script without a policy. This
// page starts one, its worker.
const worker = new URL("worker.js", import.meta.url).href;
self.trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    if (url === worker) return url;
    throw new TypeError(`${url} is not the script of this page's worker`);
  },
});

// Makes `count` workers do the same work at the same time. Returns the pieces that all of them
// together do in `milliseconds`, computed from their rates, and `milliseconds`.
globalThis.slice = async (count, name, milliseconds) => {
  while (workers.length < count) {
    workers.push(new Worker(worker, { type: "module" }));
  }
  const slices = await Promise.all(workers.slice(0, count).map((worker) => ask(worker, { name, milliseconds })));
  const rate = slices.reduce((sum, slice) => sum + slice.pieces / slice.milliseconds, 0);
  return `${rate * milliseconds} ${milliseconds}`;
};

function ask(worker, question) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}
