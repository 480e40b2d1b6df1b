// The JavaScript libraries for comparison, each with the methods of the trait `Work` in ../lib.rs.
// `cargo xtask bench` has fetched their packages. If a package is missing, only its own contenders
// are left out.

const NONCE_AT = 76;
const GENESIS_NONCE = 2_083_236_893;

// Targets in units of 2^208: the target of Bitcoin's first blocks, for the check, and one that no
// hash meets, for the timing.
const [GENESIS_TARGET, HARDEST_TARGET] = [0xffff, 0];

// The number of requests to WebCrypto that wait for their answers at the same time. With fewer, the
// way to its threads and back would dominate the measurement.
const IN_FLIGHT = 64;

export async function open(ours, name) {
  switch (name) {
    case "nonces.noble":
      return new Nonces(ours, findBy(await nobleHash()));
    case "nonces.hash-wasm":
      return new Nonces(ours, findBy(await hashWasm()));
    case "nonces.webcrypto":
      return new Nonces(ours, findInFlight);
    case "signatures.noble":
      return new Signatures(ours, 1, await nobleVerify());
    case "signatures.webcrypto":
      return new Signatures(ours, IN_FLIGHT, webcryptoVerify, await importKeys(ours));
    case "signatures.webcrypto-keys":
      return new Signatures(ours, IN_FLIGHT, webcryptoVerify);
    case "merkle.noble":
      return new Roots(ours, await nobleHash());
    default:
      return undefined;
  }
}

// SHA-256 of @noble/hashes and of hash-wasm, each as a function from bytes to bytes.
async function nobleHash() {
  return (await import("./hashes/sha2.js")).sha256;
}

async function hashWasm() {
  const hasher = await (await import("./hash-wasm.js")).createSHA256();
  return (bytes) => hasher.init().update(bytes).digest("binary");
}

async function webcryptoHash(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

// A search through the nonces of Bitcoin's first header. `find` returns the first nonce of a range
// that meets the target.
class Nonces {
  constructor(ours, find) {
    this.header = ours.genesis();
    this.find = find;
    this.next = 0;
  }

  async check() {
    await this.expect(GENESIS_TARGET, GENESIS_NONCE - 70, 100, GENESIS_NONCE);
    await this.expect(GENESIS_TARGET, GENESIS_NONCE - 70, 70, undefined);
    await this.expect(GENESIS_TARGET, GENESIS_NONCE, 1, GENESIS_NONCE);
  }

  pieces() {
    return 1;
  }

  async run(repetitions) {
    const first = this.next;
    this.next += repetitions;
    await this.expect(HARDEST_TARGET, first, repetitions, undefined);
  }

  async expect(target, first, count, wanted) {
    const found = await this.find(this.header, target, first, count);
    if (found !== wanted) {
      throw new Error(`found the nonce ${found} instead of ${wanted}`);
    }
  }
}

function findBy(hash) {
  return (header, target, first, count) => {
    const bytes = header.slice();
    const view = new DataView(bytes.buffer);
    for (let nonce = first; nonce < first + count; nonce += 1) {
      view.setUint32(NONCE_AT, nonce, true);
      if (meets(target, hash(hash(bytes)))) {
        return nonce;
      }
    }
    return undefined;
  };
}

async function findInFlight(header, target, first, count) {
  const end = first + count;
  for (let from = first; from < end; from += IN_FLIGHT) {
    const nonces = Array.from({ length: Math.min(IN_FLIGHT, end - from) }, (_, at) => from + at);
    const hashes = await Promise.all(
      nonces.map(async (nonce) => {
        const bytes = header.slice();
        new DataView(bytes.buffer).setUint32(NONCE_AT, nonce, true);
        return webcryptoHash(await webcryptoHash(bytes));
      }),
    );
    const found = hashes.findIndex((hash) => meets(target, hash));
    if (found >= 0) {
      return nonces[found];
    }
  }
  return undefined;
}

// Whether a hash, a number with its least byte first, is at most `target` · 2^208.
function meets(target, hash) {
  if ((hash[31] | hash[30] | hash[29] | hash[28]) !== 0) {
    return false;
  }
  const top = (hash[27] << 8) | hash[26];
  return top < target || (top === target && hash.subarray(0, 26).every((byte) => byte === 0));
}

// The verification of signatures, `size` of them in each repetition. The samples have the layout of
// `samples` in ../wasm.rs.
class Signatures {
  constructor(ours, size, firstWrong, keys) {
    this.size = size;
    this.samples = parse(ours.samples());
    keys?.forEach((key, at) => {
      this.samples[at].imported = key;
    });
    this.firstWrong = firstWrong;
    this.next = 0;
  }

  async check() {
    const [proof, wrong] = [this.samples.slice(0, 16), 5];
    await this.expect(proof, -1);
    const message = proof[wrong].message.slice();
    message[0] ^= 1;
    await this.expect(proof.with(wrong, { ...proof[wrong], message }), wrong);
    const { compressed, uncompressed, imported } = proof[wrong + 1];
    await this.expect(proof.with(wrong, { ...proof[wrong], compressed, uncompressed, imported }), wrong);
  }

  pieces() {
    return this.size;
  }

  async run(repetitions) {
    for (let left = repetitions * this.size; left > 0; ) {
      const part = this.samples.slice(this.next, this.next + left);
      await this.expect(part, -1);
      this.next = (this.next + part.length) % this.samples.length;
      left -= part.length;
    }
  }

  async expect(samples, wanted) {
    const found = await this.firstWrong(samples);
    if (found !== wanted) {
      throw new Error(`found the first wrong signature at ${found} instead of ${wanted}`);
    }
  }
}

function parse(bytes) {
  const [COMPRESSED, UNCOMPRESSED, MESSAGE, SIGNATURE] = [33, 65, 32, 64];
  const samples = [];
  for (let at = 0; at < bytes.length; ) {
    const take = (length) => bytes.slice(at, (at += length));
    samples.push({
      compressed: take(COMPRESSED),
      uncompressed: take(UNCOMPRESSED),
      message: take(MESSAGE),
      signature: take(SIGNATURE),
    });
  }
  return samples;
}

async function nobleVerify() {
  const { p256 } = await import("./curves/nist.js");
  return (samples) =>
    samples.findIndex(({ compressed, message, signature }) => !p256.verify(signature, message, compressed));
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

async function webcryptoVerify(samples) {
  for (let from = 0; from < samples.length; from += IN_FLIGHT) {
    const verdicts = await Promise.all(
      samples.slice(from, from + IN_FLIGHT).map(async (sample) => {
        const key = sample.imported ?? (await importKey(sample.uncompressed));
        return crypto.subtle.verify(ECDSA, key, sample.signature, sample.message);
      }),
    );
    const wrong = verdicts.indexOf(false);
    if (wrong >= 0) {
      return from + wrong;
    }
  }
  return -1;
}

function importKey(uncompressed) {
  return crypto.subtle.importKey("raw", uncompressed, ECDSA, false, ["verify"]);
}

function importKeys(ours) {
  return Promise.all(parse(ours.samples()).map(({ uncompressed }) => importKey(uncompressed)));
}

// The Merkle root of the leaves that `tree` in ../wasm.rs returns, together with the right root.
class Roots {
  constructor(ours, hash) {
    const tree = ours.tree();
    this.leaves = nodes(tree.subarray(0, -32));
    this.wanted = tree.slice(-32);
    this.hash = hash;
  }

  check() {
    this.run(1);
  }

  pieces() {
    return 1;
  }

  run(repetitions) {
    for (let turn = 0; turn < repetitions; turn += 1) {
      const root = this.root();
      if (!root.every((byte, at) => byte === this.wanted[at])) {
        throw new Error("another Merkle root");
      }
    }
  }

  root() {
    let level = this.leaves;
    const pair = new Uint8Array(64);
    while (level.length > 1) {
      const above = [];
      for (let at = 0; at < level.length; at += 2) {
        pair.set(level[at]);
        pair.set(level[at + 1] ?? level[at], 32);
        above.push(this.hash(this.hash(pair)));
      }
      level = above;
    }
    return level[0];
  }
}

function nodes(bytes) {
  return Array.from({ length: bytes.length / 32 }, (_, at) => bytes.slice(32 * at, 32 * (at + 1)));
}
