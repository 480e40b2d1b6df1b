"""Derives the keys of keys.json once more, from words to addresses, with Python's standard library alone.

    python3 keys.py            confirms keys.json
    python3 keys.py --write    makes it anew

BIP39 makes the seed, SLIP-0010 for NIST P-256 the tree; the paths are those of src/wallet/account.rs. Numbers are plain
Python integers and nothing here runs in constant time: this is for published words only.
"""

import hashlib
import hmac
import json
import pathlib
import sys

# NIST P-256 (FIPS 186-4, D.1.2.3).
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = P - 3
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
HARDENED = 1 << 31


def add(one, other):
    """The sum of two points; None is the point at infinity."""
    if one is None:
        return other
    if other is None:
        return one
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope * slope - one[0] - other[0]) % P
    return (x, (slope * (one[0] - x) - one[1]) % P)


def multiply(number, point):
    result = None
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def compressed(point):
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(32, "big")


def hmac512(key, data):
    hashed = hmac.new(key, data, hashlib.sha512).digest()
    return int.from_bytes(hashed[:32], "big"), hashed[32:], hashed


def master(seed):
    key, chain_code, hashed = hmac512(b"Nist256p1 seed", seed)
    while not 0 < key < N:
        key, chain_code, hashed = hmac512(b"Nist256p1 seed", hashed)
    return key, chain_code


def child(node, index):
    key, chain_code = node
    number = index.to_bytes(4, "big")
    if index >= HARDENED:
        data = b"\0" + key.to_bytes(32, "big") + number
    else:
        data = compressed(multiply(key, G)) + number
    while True:
        left, right, _ = hmac512(chain_code, data)
        if left < N and (left + key) % N:
            return (left + key) % N, right
        data = b"\1" + right + number


def derive(seed, path):
    node = master(seed)
    for level in path.split("/")[1:]:
        index = int(level.rstrip("'"))
        node = child(node, index + HARDENED if level.endswith("'") else index)
    return node


def account_path(genesis, account=0):
    """`genesis` as people see it: the reverse of the order in which SHA-256 gives it."""
    internal = bytes.fromhex(genesis)[::-1]
    number = int.from_bytes(internal[:16], "big") >> 4
    levels = [number >> shift & (HARDENED - 1) for shift in (93, 62, 31, 0)]
    return "m/8383'/1'/" + "/".join(f"{level}'" for level in levels) + f"/{account}'"


def rotate(number, count):
    return (number << count | number >> (32 - count)) & 0xFFFFFFFF


def ripemd160(message):
    """OpenSSL counts RIPEMD-160 among its old hashes, which not every Python has."""
    try:
        return hashlib.new("ripemd160", message).digest()
    except ValueError:
        pass
    rho = [7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8]
    left_order = [list(range(16))]
    right_order = [[(9 * at + 5) % 16 for at in range(16)]]
    for order in left_order, right_order:
        for _ in range(4):
            order.append([rho[at] for at in order[-1]])
    shifts = [
        [11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8],
        [12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7],
        [13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9],
        [14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6],
        [15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5],
    ]
    functions = [
        lambda x, y, z: x ^ y ^ z,
        lambda x, y, z: x & y | ~x & z,
        lambda x, y, z: (x | ~y) ^ z,
        lambda x, y, z: x & z | y & ~z,
        lambda x, y, z: x ^ (y | ~z),
    ]
    added = [0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E]
    added_right = [0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0]
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
    padded = message + b"\x80" + b"\0" * ((55 - len(message)) % 64)
    padded += (8 * len(message)).to_bytes(8, "little")
    for start in range(0, len(padded), 64):
        block = [int.from_bytes(padded[at : at + 4], "little") for at in range(start, start + 64, 4)]
        lines = []
        for orders, constants, forward in ((left_order, added, True), (right_order, added_right, False)):
            a, b, c, d, e = state
            for turn in range(5):
                function = functions[turn if forward else 4 - turn]
                for word in orders[turn]:
                    mixed = (a + function(b, c, d) + block[word] + constants[turn]) & 0xFFFFFFFF
                    a, b, c, d, e = e, (rotate(mixed, shifts[turn][word]) + e) & 0xFFFFFFFF, b, rotate(c, 10), d
            lines.append((a, b, c, d, e))
        left, right = lines
        state = [
            (state[(at + 1) % 5] + left[(at + 2) % 5] + right[(at + 3) % 5]) & 0xFFFFFFFF for at in range(5)
        ]
    return b"".join(number.to_bytes(4, "little") for number in state)


def key_hash(public_key):
    return ripemd160(hashlib.sha256(public_key).digest())


def bech32m(prefix, version, program):
    """BIP350."""

    def polymod(values):
        check = 1
        for value in values:
            top = check >> 25
            check = (check & 0x1FFFFFF) << 5 ^ value
            for at, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                check ^= generator if top >> at & 1 else 0
        return check

    bits = int.from_bytes(program, "big")
    length = 8 * len(program)
    padding = -length % 5
    groups = [bits << padding >> shift & 31 for shift in range(length + padding - 5, -1, -5)]
    data = [version] + groups
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(expanded + data + [0] * 6) ^ 0x2BC830A3
    data += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[value] for value in data)


# BIP380's checksum of a descriptor.
INPUT = (
    "0123456789()[],'/*abcdefgh@:$%{}"
    "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
    "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
)


def descriptor_checksum(text):
    symbols, groups = [], []
    for character in text:
        number = INPUT.index(character)
        symbols.append(number & 31)
        groups.append(number >> 5)
        if len(groups) == 3:
            symbols.append(groups[0] * 9 + groups[1] * 3 + groups[2])
            groups = []
    if len(groups) == 1:
        symbols.append(groups[0])
    if len(groups) == 2:
        symbols.append(groups[0] * 3 + groups[1])
    check = 1
    for symbol in symbols + [0] * 8:
        top = check >> 35
        check = (check & 0x7FFFFFFFF) << 5 ^ symbol
        for at, generator in enumerate(
            (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
        ):
            check ^= generator if top >> at & 1 else 0
    check ^= 1
    return "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[check >> 5 * (7 - at) & 31] for at in range(8))


def public_child(point, chain_code, index):
    """SLIP-0010's derivation of a child that is not hardened from the public key alone."""
    number = index.to_bytes(4, "big")
    data = compressed(point) + number
    while True:
        left, right, _ = hmac512(chain_code, data)
        found = add(multiply(left, G), point) if left < N else None
        if found is not None:
            return found, right
        data = b"\1" + right + number


def described(vector):
    """The account of a vector as a descriptor, and addresses that follow from the descriptor alone."""
    seed = hashlib.pbkdf2_hmac("sha512", vector["mnemonic"].encode(), b"mnemonic", 2048)
    account, chain_code = derive(seed, account_path(vector["genesis"], vector["account"]))
    point = multiply(account, G)
    fields = [vector["genesis"], compressed(point).hex(), chain_code.hex()]
    if vector["account"] == 0:
        identity, _ = derive(seed, "m/8383'/0'/0'")
        fields.append(compressed(multiply(identity, G)).hex())
    text = f"account({','.join(fields)})"
    addresses = []
    for branch, index in ((0, 0), (0, 1), (1, 0), (2, 0)):
        key, _ = public_child(*public_child(point, chain_code, branch), index)
        addresses.append(bech32m("tab", 2, key_hash(compressed(key))))
    return {
        "mnemonic": vector["mnemonic"],
        "genesis": vector["genesis"],
        "account": vector["account"],
        "descriptor": f"{text}#{descriptor_checksum(text)}",
        "addresses": addresses,
    }


def filled(vector):
    """The vector with everything that follows from its words and its genesis hash."""
    seed = hashlib.pbkdf2_hmac("sha512", vector["mnemonic"].encode(), b"mnemonic", 2048)
    identity, _ = derive(seed, "m/8383'/0'/0'")
    identity = compressed(multiply(identity, G))
    path = account_path(vector["genesis"])
    account, chain_code = derive(seed, path)
    keys = []
    for branch, index in ((0, 0), (0, 1), (1, 0), (2, 0), (2, 2147483647)):
        private, _ = child(child((account, chain_code), branch), index)
        public = compressed(multiply(private, G))
        keys.append(
            {
                "path": f"{path}/{branch}/{index}",
                "private_key": private.to_bytes(32, "big").hex(),
                "public_key": public.hex(),
                "key_hash": key_hash(public).hex(),
                "address": bech32m("tab", 2, key_hash(public)),
            }
        )
    return {
        "mnemonic": vector["mnemonic"],
        "entropy": vector["entropy"],
        "genesis": vector["genesis"],
        "seed": seed.hex(),
        "identity": {"path": "m/8383'/0'/0'", "public_key": identity.hex()},
        "account": {
            "path": path,
            "public_key": compressed(multiply(account, G)).hex(),
            "chain_code": chain_code.hex(),
        },
        "keys": keys,
    }


# Words of the BIP39 vectors. The genesis hashes are: one whose bits show where each level begins, all bits set, and
# Bitcoin's, whose zeros stand at the end of the internal order.
COUNTING = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"
BITCOIN = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
ABANDON = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
VECTORS = [
    {"entropy": "00" * 16, "mnemonic": ABANDON, "genesis": COUNTING},
    {"entropy": "00" * 16, "mnemonic": ABANDON, "genesis": BITCOIN},
    {
        "entropy": "7f" * 16,
        "mnemonic": "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "genesis": "ff" * 32,
    },
]


def main():
    assert ripemd160(b"abc").hex() == "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"
    file = pathlib.Path(__file__).with_name("keys.json")
    if "--write" in sys.argv:
        written = {"vectors": [filled(vector) for vector in VECTORS]}
        file.write_text(json.dumps(written, indent=2) + "\n")
        return
    vectors = json.loads(file.read_text())["vectors"]
    assert vectors, "there is nothing to confirm"
    for vector in vectors:
        assert filled(vector) == vector, f"{vector['mnemonic']} on {vector['genesis']}"
    print(f"keys.json: {len(vectors)} vectors confirmed")


if __name__ == "__main__":
    main()
