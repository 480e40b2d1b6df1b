"""Follows the difficulty of the chains of difficulty.json once more, block by block, with Python's standard library alone.

    python3 difficulty.py            confirms difficulty.json
    python3 difficulty.py --write    makes it anew

The rule is that of src/chain/difficulty.rs. All numbers are integers; a division rounds down, but where a comment says
otherwise.
"""

import json
import pathlib
import sys

MAX = 2**256 - 1

# Of the rule: the half-life, and the most that one block counts for, in intervals; doublings by relief.
HALF_LIFE, MOST_COUNTED, RELIEF = 8, 9, 3
# Of the anchor: doublings above it, its parts in an interval as powers of 1/2, the most intervals of a block.
EASE, HARDER, EASIER, MOST_ANCHORED = 7, 9, 13, 3


def target(bits):
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    return mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)


def compact(value):
    exponent = (value.bit_length() + 7) // 8
    mantissa = value << 8 * (3 - exponent) if exponent <= 3 else value >> 8 * (exponent - 3)
    if mantissa & 0x800000:
        mantissa, exponent = mantissa >> 8, exponent + 1
    return mantissa | exponent << 24


def scale(value, exponent):
    """value * 2^(exponent / 2^16) by the cubic of aserti3-2d; at most MAX."""
    whole, part = exponent >> 16, exponent & 0xFFFF
    power = (195766423245049 * part + 971821376 * part**2 + 5127 * part**3 + 2**47) >> 48
    factor = power + 65536
    if value.bit_length() <= 239:
        scaled = value * factor >> 16
    else:
        scaled = min(MAX, (value >> 16) * factor)
    return scaled >> -whole if whole < 0 else min(MAX, scaled << whole)


def within(value, spec, anchor):
    easiest = min(MAX, anchor << EASE, target(spec["pow_limit"]))
    return compact(max(1, min(value, easiest)))


def pow_limit(bits):
    """What a spec has that names none."""
    first = target(bits)
    return compact(max(first, min(MAX, first << 8, MAX >> 12)))


def follow(spec, times):
    """The rows of a chain whose blocks have these times, the genesis block's first."""
    interval = spec["interval"]
    future = max(60, min(600, 30 * interval))
    bits, clock, anchor = spec["bits"], times[0], target(spec["bits"])
    rows = []
    for place, time in enumerate(times):
        if place > 0 and not spec["fixed_difficulty"]:
            parent = times[place - 1]
            counted = min(max(0, time - clock), MOST_COUNTED * interval)
            clock = max(clock + counted, min(time, parent))
            aim, weight = target(bits), min(counted, MOST_ANCHORED * interval)
            if aim < anchor:
                anchor = max(aim, anchor - (anchor >> HARDER) // interval * weight)
            else:
                anchor = min(aim, anchor + (anchor >> EASIER) // interval * weight)
            # This division rounds towards zero.
            off = (counted - interval) * 65536
            exponent = abs(off) // (HALF_LIFE * interval) * (1 if off > 0 else -1)
            bits = within(scale(aim, exponent), spec, anchor)
        eased = bits
        if not spec["fixed_difficulty"]:
            eased = within(scale(target(bits), RELIEF << 16), spec, anchor)
        latest = max(times[max(0, place - 10) : place + 1])
        rows.append(
            {
                "time": time,
                "bits": f"{bits:08x}",
                "eased": f"{eased:08x}",
                "relief": latest + MOST_COUNTED * interval + future,
                "anchor": f"{anchor:064x}",
            }
        )
    return rows


def walk(seed, count, steps):
    """Times of blocks that come by turns too fast, in time, too slow and dated back."""
    times, state = [1_700_000_000], seed
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        times.append(times[-1] + steps[(state >> 33) % len(steps)])
    return times


def chain(name, interval, bits, times, limit=None, fixed=False):
    limit = limit or (bits if fixed else pow_limit(bits))
    spec = {"interval": interval, "bits": bits, "pow_limit": limit, "fixed_difficulty": fixed}
    rows = follow(spec, times)
    written = {**spec, "bits": f"{bits:08x}", "pow_limit": f"{limit:08x}"}
    return {"name": name, **written, "blocks": rows}


def chains():
    start = 1_700_000_000
    even = [start + 10 * n for n in range(4)]
    return [
        chain("blocks that are in time change nothing", 10, 0x1D0FFFFF, even),
        chain("blocks without time are harder", 10, 0x1D0FFFFF, [start] * 12),
        chain("up and down", 10, 0x1D0FFFFF, walk(1, 60, [0, 3, 10, 10, 17, 40, 90, -20])),
        chain("a second apart", 1, 0x1C7FFFFF, walk(2, 40, [0, 0, 1, 1, 2, 3, 9, 30, -1])),
        chain("a day apart", 86_400, 0x1A010000, walk(3, 20, [1, 40_000, 86_400, 90_000, 400_000])),
        chain("down to 128 times the anchor, and along it", 10, 0x1D0FFFFF, walk(4, 60, [90, 200, 11])),
        chain("down to the easiest of all", 10, 0x1E0FFFFF, walk(5, 30, [90])),
        chain("a spec's own limit", 10, 0x1D0FFFFF, walk(6, 20, [60, 90]), limit=0x1D3FFFFF),
        chain("a limit without bound", 10, 0x207FFFFF, walk(7, 20, [0, 90]), limit=0x207FFFFF),
        chain("a sleep of a month", 10, 0x1D0FFFFF, even + [start + 2_592_030 + 10 * n for n in range(6)]),
        chain("fixed", 10, 0x1E0FFFFF, walk(8, 10, [0, 10, 90, 9_000]), fixed=True),
    ]


def filled(found):
    """The same chain, computed from its settings and its blocks' times."""
    bits, limit = int(found["bits"], 16), int(found["pow_limit"], 16)
    times = [row["time"] for row in found["blocks"]]
    return chain(found["name"], found["interval"], bits, times, limit, found["fixed_difficulty"])


def main():
    file = pathlib.Path(__file__).with_name("difficulty.json")
    if "--write" in sys.argv:
        rows = [json.dumps(made) for made in chains()]
        file.write_text('{"vectors": [\n' + ",\n".join(rows) + "\n]}\n")
        return
    written = json.loads(file.read_text())["vectors"]
    assert written, "there is nothing to confirm"
    for found in written:
        assert filled(found) == found, found["name"]
    for bits, limit in ((0x1B0FFFFF, 0x1C0FFFFF), (0x1E7FFFFF, 0x1F0FFFFF), (0x1F7FFFFF, 0x1F7FFFFF)):
        assert pow_limit(bits) == limit, f"{bits:08x}"
    print(f"difficulty.json: {len(written)} chains confirmed")


if __name__ == "__main__":
    main()
