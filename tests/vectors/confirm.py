"""Confirms the vectors in this folder with nothing but Python's standard library.

Each file is a JSON object whose `vectors` lists them. Every value that follows from others is computed here a second
time, by code that shares nothing with the program. `tests/vectors.rs` runs this script, and the program is held to the
same files there and in the tests of its crates. A file without a check here fails.

Bytes are hexadecimal. Hashes of transactions and blocks stand as they are shown, last byte first.
"""

import base64
import hashlib
import json
import pathlib
import re
import struct
import sys
import unicodedata
import urllib.parse

import difficulty
import keys
import names

# Hashes.


def sha256(data):
    return hashlib.sha256(data).digest()


def sha256d(data):
    return sha256(sha256(data))


def tagged_hash(tag, data):
    """BIP340's tagged hash."""
    return sha256(sha256(tag.encode()) * 2 + data)


def shown(digest):
    return digest[::-1].hex()


def from_shown(text):
    return bytes.fromhex(text)[::-1]


# Addresses (BIP173, BIP350).

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32M = 0x2BC830A3
GENERATORS = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]
KEY_VERSION = 2


def polymod(values):
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum


def expanded(prefix):
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def regroup(values, from_bits, to_bits):
    """The same bits in groups of another size; the last group is filled up with zeros."""
    bits = "".join(format(value, f"0{from_bits}b") for value in values)
    bits += "0" * (-len(bits) % to_bits)
    return [int(bits[at : at + to_bits], 2) for at in range(0, len(bits), to_bits)]


def encode_address(prefix, key_hash):
    data = [KEY_VERSION] + regroup(key_hash, 8, 5)
    checksum = polymod(expanded(prefix) + data + [0] * 6) ^ BECH32M
    data += [checksum >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(CHARSET[value] for value in data)


def decode_address(prefix, text):
    """The key hash of an address; None of any other text."""
    if text not in (text.lower(), text.upper()):
        return None
    found, separator, data = text.lower().rpartition("1")
    if found != prefix or not separator or len(data) != 1 + 32 + 6:
        return None
    if any(c not in CHARSET for c in data):
        return None
    values = [CHARSET.index(c) for c in data]
    if polymod(expanded(prefix) + values) != BECH32M or values[0] != KEY_VERSION:
        return None
    return bytes(regroup(values[1:-6], 5, 8))


def confirm_addresses(vector):
    key_hash = bytes.fromhex(vector["key_hash"])
    script = bytes([0x50 + KEY_VERSION, len(key_hash)]) + key_hash
    equal(script.hex(), vector["script"])
    equal(encode_address(vector["prefix"], key_hash), vector["address"])
    equal(decode_address(vector["prefix"], vector["address"]), key_hash)


def confirm_invalid_addresses(vector):
    equal(decode_address(vector["prefix"], vector["text"]), None)


# Transactions (BIP141, BIP144) and what their signatures sign (BIP341, with the genesis hash in front).


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise ValueError("the bytes end too early")
        self.at += count
        return part

    def compact(self):
        first = self.take(1)[0]
        size = {253: 2, 254: 4, 255: 8}.get(first, 0)
        return int.from_bytes(self.take(size), "little") if size else first

    def string(self):
        """A byte string with its length, as it is written."""
        start = self.at
        length = self.compact()
        self.take(length)
        return self.data[start : self.at]


def compact(number):
    if number < 253:
        return struct.pack("<B", number)
    if number < 1 << 16:
        return b"\xfd" + struct.pack("<H", number)
    return b"\xfe" + struct.pack("<I", number)


class Transaction:
    def __init__(self, data):
        reader = Reader(data)
        self.version = reader.take(4)
        has_witness = data[4] == 0
        if has_witness:
            equal(reader.take(2), b"\x00\x01")
        self.inputs = [
            (reader.take(36), reader.string(), reader.take(4))
            for _ in range(reader.compact())
        ]
        self.outputs = [
            reader.take(8) + reader.string() for _ in range(reader.compact())
        ]
        if has_witness:
            for _ in self.inputs:
                for _ in range(reader.compact()):
                    reader.string()
        self.lock_time = reader.take(4)
        equal(reader.at, len(data))

    def stripped(self):
        inputs = compact(len(self.inputs)) + b"".join(map(b"".join, self.inputs))
        outputs = compact(len(self.outputs)) + b"".join(self.outputs)
        return self.version + inputs + outputs + self.lock_time


def digest(genesis, transaction, spent, index):
    spent = [
        (struct.pack("<Q", coin["amount"]), bytes.fromhex(coin["script"]))
        for coin in spent
    ]
    lists = [
        [outpoint for outpoint, _, _ in transaction.inputs],
        [amount for amount, _ in spent],
        [compact(len(script)) + script for _, script in spent],
        [sequence for _, _, sequence in transaction.inputs],
        transaction.outputs,
    ]
    message = genesis + b"\x00\x00" + transaction.version + transaction.lock_time
    message += b"".join(sha256(b"".join(items)) for items in lists)
    message += b"\x00" + struct.pack("<I", index)
    return tagged_hash("Tabchain/sighash", message)


def confirm_transactions(vector):
    data = bytes.fromhex(vector["transaction"])
    transaction = Transaction(data)
    stripped = transaction.stripped()
    equal(shown(sha256d(stripped)), vector["txid"])
    equal(shown(sha256d(data)), vector["wtxid"])
    equal(3 * len(stripped) + len(data), vector["weight"])
    genesis = from_shown(vector["genesis"])
    digests = [
        digest(genesis, transaction, vector["spent"], index).hex()
        for index in range(len(vector["spent"]))
    ]
    equal(digests, vector["digests"])


# Signed messages (docs/bytes.md; BIP322).


def virtual(outpoint, script, lock):
    """A transaction of version 0 with one input of sequence 0, which pays nothing to `lock`."""
    zero = bytes(4)
    output = bytes(8) + field(lock)
    return zero + b"\x01" + outpoint + field(script) + zero + b"\x01" + output + zero


def is_signed(point, message, signature):
    """ECDSA over P-256 (FIPS 186-4), with the parity of R's y in front of r and s."""
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (1, 33))
    inverse = pow(s, -1, keys.N)
    number = int.from_bytes(message, "big")
    found = keys.add(
        keys.multiply(number * inverse % keys.N, keys.G),
        keys.multiply(r * inverse % keys.N, point),
    )
    is_low = 0 < s <= keys.N // 2
    return is_low and found[0] % keys.N == r and found[1] & 1 == signature[0]


def confirm_messages(vector):
    script = bytes.fromhex(vector["script"])
    message_hash = tagged_hash("BIP0322-signed-message", vector["message"].encode())
    equal(message_hash.hex(), vector["message_hash"])
    to_spend = virtual(bytes(32) + b"\xff" * 4, b"\x00\x20" + message_hash, script)
    equal(shown(sha256d(to_spend)), vector["to_spend"])
    to_sign = virtual(sha256d(to_spend) + bytes(4), b"", b"\x6a")
    equal(shown(sha256d(to_sign)), vector["to_sign"])
    if "secret" not in vector:
        return
    point = keys.multiply(int.from_bytes(bytes.fromhex(vector["secret"]), "big"), keys.G)
    key_hash = keys.key_hash(keys.compressed(point))
    equal(encode_address(vector["prefix"], key_hash), vector["address"])
    equal((b"\x52\x14" + key_hash).hex(), vector["script"])
    spent = [{"amount": 0, "script": vector["script"]}]
    signed = digest(bytes(32), Transaction(to_sign), spent, 0)
    equal(signed.hex(), vector["digest"])
    signature = base64.b64decode(vector["signature"], validate=True)
    equal(signature[:2] + signature[67:], b"\x02\x41\x21" + keys.compressed(point))
    equal(is_signed(point, signed, signature[2:67]), True)
    equal(is_signed(point, sha256(signed), signature[2:67]), False)


# Invitations.


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def field(data):
    return compact(len(data)) + data


def confirm_invitations(vector):
    """docs/bytes.md, Invitations; docs/protocol.md, Direct endpoints."""
    urls = []
    for endpoint in vector["endpoints"]:
        urls.append(endpoint["url"])
        if "address" in endpoint:
            payload = bytes.fromhex(endpoint["fingerprint"] + endpoint["password"])
            place = f"{endpoint['address']}:{endpoint['port']}"
            equal(f"webrtc://{place}/{base64url(payload)}", endpoint["url"])
            equal(endpoint["fingerprint"][:8], endpoint["ufrag"])
            password = base64.b64encode(bytes.fromhex(endpoint["password"])).decode()
            equal(password.rstrip("="), endpoint["ice_password"])
    body = bytes([2 if urls else 1]) + field(bytes.fromhex(vector["spec"]))
    body += field(vector["relay"].encode())
    if urls:
        body += field(" ".join(urls).encode())
    equal(base64url(body + sha256d(body)[:4]), vector["payload"])


# Payment requests (docs/bytes.md, Payment requests; BIP321).

TEXTS = {"label": 64, "message": 256}


def request_parameters(vector):
    pairs = [] if vector["amount"] is None else [("amount", vector["amount"])]
    for name in TEXTS:
        if vector[name]:
            pairs.append((name, urllib.parse.quote(vector[name], safe="-._~")))
    return [f"{name}={value}" for name, value in pairs]


def confirm_payment_requests(vector):
    equal(wrong_with_request(vector["prefix"], vector["uri"]), None)
    parameters = request_parameters(vector)
    query = "?" + "&".join(parameters) if parameters else ""
    equal(f"tabchain:{vector['address']}{query}", vector["uri"])
    everything = [f"pay={vector['address']}"] + parameters
    equal("&".join(everything), vector["parameters"])
    read = urllib.parse.parse_qs(query[1:].replace("+", "%2B"), strict_parsing=bool(query))
    for name in TEXTS:
        equal(read.get(name, [""]), [vector[name]])


def is_visible(text):
    """Whether no character of a text is one that the vectors have as hidden."""
    return not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in text)


def wrong_with_request(prefix, text):
    """Why a text is not a request; `None` if it is one."""
    scheme, _, rest = text.partition(":")
    if scheme.lower() in ("http", "https"):
        return "link"
    if scheme.lower() != "tabchain":
        return "scheme"
    address, _, query = rest.partition("?")
    seen = set()
    for name, _, value in (pair.partition("=") for pair in query.split("&") if pair):
        name = name.lower()
        if name.startswith("req-"):
            return "required"
        if name == "amount":
            whole, _, decimals = value.partition(".")
            if not re.fullmatch("[0-9]+", whole + decimals) or len(decimals) > 8:
                return "amount"
        if name in TEXTS:
            if re.search("%(?![0-9A-Fa-f]{2})", value):
                return "text"
            raw = urllib.parse.unquote_to_bytes(value)
            try:
                if len(raw) > TEXTS[name] or not is_visible(raw.decode()):
                    return "text"
            except UnicodeDecodeError:
                return "text"
        if name in seen and name in ("amount", *TEXTS):
            return "twice"
        seen.add(name)
    return "address" if decode_address(prefix, address) is None else None


def confirm_invalid_payment_requests(vector):
    equal(wrong_with_request(vector["prefix"], vector["text"]), vector["reason"])


# Keys: see `keys.py`.


def confirm_keys(vector):
    equal(keys.filled(vector), vector)


def confirm_descriptors(vector):
    equal(keys.descriptor_checksum("raw(deadbeef)"), "89f8spxm")  # BIP380's own vector
    equal(keys.described(vector), vector)


# Difficulty: see `difficulty.py`.


def confirm_difficulty(vector):
    equal(difficulty.filled(vector), vector)


# Names of people: see `names.py`.


def confirm_names(vector):
    equal(names.filled(vector), vector)


# Miners' tags (docs/bytes.md, Miner's tags).


def confirm_miner_tags(vector):
    found = re.fullmatch("/([^/]{1,32})/ ?(.*)", vector["text"])
    tag, rest = found.groups() if found else (None, vector["text"])
    if tag is not None and (tag != tag.strip() or len(tag.encode()) > 64):
        tag, rest = None, vector["text"]
    equal(tag, vector["tag"])
    equal(rest or None, vector["message"])


# The files.

CONFIRM = {
    "addresses.json": confirm_addresses,
    "invalid_addresses.json": confirm_invalid_addresses,
    "descriptors.json": confirm_descriptors,
    "difficulty.json": confirm_difficulty,
    "invalid_payment_requests.json": confirm_invalid_payment_requests,
    "invitations.json": confirm_invitations,
    "keys.json": confirm_keys,
    "messages.json": confirm_messages,
    "miner_tags.json": confirm_miner_tags,
    "names.json": confirm_names,
    "payment_requests.json": confirm_payment_requests,
    "transactions.json": confirm_transactions,
}


def equal(computed, stored):
    if computed != stored:
        raise ValueError(f"{computed!r} was computed, the file has {stored!r}")


def main():
    folder = pathlib.Path(__file__).parent
    failed = False
    for file in sorted(folder.glob("*.json")):
        vectors = json.loads(file.read_text(encoding="utf-8"))["vectors"]
        for position, vector in enumerate(vectors):
            try:
                CONFIRM[file.name](vector)
            except (KeyError, ValueError) as error:
                print(f"{file.name}, vector {position}: {error!r}")
                failed = True
        if not vectors:
            print(f"{file.name}: no vectors")
            failed = True
        print(f"{file.name}: {len(vectors)} vectors")
    sys.exit(failed)


if __name__ == "__main__":
    main()
