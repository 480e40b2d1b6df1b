"""Makes the signed names of names.json once more with Python's standard library: docs/bytes.md, Names of people.

    python3 names.py            confirms names.json
    python3 names.py --write    makes it anew

Nothing here runs in constant time: this is for published keys only.
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

import keys

FILE = pathlib.Path(__file__).parent / "names.json"
# The number of the message among those of docs/protocol.md.
COMMAND = 13


def sha256(data):
    return hashlib.sha256(data).digest()


def tagged_hash(tag, data):
    return sha256(sha256(tag.encode()) * 2 + data)


def nonces(private, digest):
    """The candidates of RFC 6979, section 3.2, for SHA-256 and P-256, whose order has 256 bits."""
    private = private.to_bytes(32, "big")
    digest = (int.from_bytes(digest, "big") % keys.N).to_bytes(32, "big")
    key, value = bytes(32), b"\x01" * 32
    for separator in (b"\x00", b"\x01"):
        key = hmac.new(key, value + separator + private + digest, hashlib.sha256).digest()
        value = hmac.new(key, value, hashlib.sha256).digest()
    while True:
        value = hmac.new(key, value, hashlib.sha256).digest()
        candidate = int.from_bytes(value, "big")
        if 0 < candidate < keys.N:
            yield candidate
        key = hmac.new(key, value + b"\x00", hashlib.sha256).digest()
        value = hmac.new(key, value, hashlib.sha256).digest()


def sign(private, digest):
    """Parity of R's y, r and the lower s."""
    for nonce in nonces(private, digest):
        point = keys.multiply(nonce, keys.G)
        r = point[0] % keys.N
        s = pow(nonce, -1, keys.N) * (int.from_bytes(digest, "big") + r * private) % keys.N
        if r and s:
            break
    odd = point[1] & 1
    if s > keys.N // 2:
        s, odd = keys.N - s, 1 - odd
    return bytes([odd]) + r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public(private):
    return keys.compressed(keys.multiply(private, keys.G))


def filled(vector):
    """The vector with all that follows from its inputs."""
    genesis = bytes.fromhex(vector["genesis"])[::-1]
    identity = bytes.fromhex(vector["identity_private"])
    name = vector["name"].encode()
    key = int.from_bytes(tagged_hash("Tabchain/name/key", identity + genesis), "big")
    identity = int.from_bytes(identity, "big")
    digest = tagged_hash("Tabchain/name", genesis + public(identity) + public(key) + name)
    binding = bytes(32)
    if vector["offer"] is not None:
        descriptions = sha256(vector["offer"].encode()) + sha256(vector["answer"].encode())
        binding = tagged_hash("Tabchain/link", descriptions)
    ends = struct.pack("<QQ", vector["from"], vector["to"])
    on_link = tagged_hash("Tabchain/name/link", digest + binding + ends)
    message = bytes([COMMAND, len(name)]) + name + public(identity) + public(key)
    message += sign(identity, digest) + sign(key, on_link)
    computed = {
        "name_digest": digest.hex(),
        "link_digest": on_link.hex(),
        "message": message.hex(),
    }
    return vector | computed


def main():
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    made = stored | {"vectors": [filled(vector) for vector in stored["vectors"]]}
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    elif made != stored:
        sys.exit("names.json differs")


if __name__ == "__main__":
    main()
