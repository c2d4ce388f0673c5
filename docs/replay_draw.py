#!/usr/bin/env python3
"""Compute a draw of experts again from its exported JSON, without the product: Python's standard library only.

    python3 replay_draw.py draw.json

Says 一致 and ends with 0 when list, commitments, seed, draw and every replacement are what was recorded; else names
each difference and ends with 1. The rules are those of experts/draw.py, written a second time on purpose.
"""

import hashlib
import itertools
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def list_hash(candidates):
    rows = [[one["id"], sorted(one["fields"]), one["unit"]] for one in sorted(candidates, key=lambda one: one["id"])]
    return sha(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


def in_order(candidates, seed):
    return sorted(candidates, key=lambda one: (sha(f"{seed}:{one['id']}"), one["id"]))


def most_filled(places, holders):
    """The largest number of quota places that can each have a holder of their own (augmenting paths)."""
    owner = {}

    def find(place, seen):
        for number, fields in enumerate(holders):
            if places[place] in fields and number not in seen:
                seen.add(number)
                if number not in owner or find(owner[number], seen):
                    owner[number] = place
                    return True
        return False

    return sum(find(place, set()) for place in range(len(places)))


def suffices(chosen, candidates, size, quotas, gone):
    """Can those chosen be filled up to `size` so that every quota has members of its own, one person a unit?"""
    taken = {one["unit"] for one in chosen}
    free = {}
    for one in candidates:
        if one["unit"] not in taken and one["id"] not in gone:
            free.setdefault(one["unit"], set()).update(one["fields"])
    left = size - len(chosen)
    places = list(itertools.chain.from_iterable([field] * count for field, count in sorted(quotas.items())))
    mine = [set(one["fields"]) for one in chosen]
    if len(free) < left or most_filled(places, mine + list(free.values())) < len(places):
        return False
    return len(places) - most_filled(places, mine) <= left


def draw(data, kept=(), gone=()):
    quotas = {field: count for field, count in data["quotas"].items() if count}
    order = in_order(data["candidates"], data["seed"])
    chosen = [one for one in order if one["id"] in kept]
    for one in order:
        if len(chosen) == data["size"]:
            break
        free = one["id"] not in kept and one["id"] not in gone and one["unit"] not in {o["unit"] for o in chosen}
        if free and suffices([*chosen, one], order, data["size"], quotas, gone):
            chosen.append(one)
    taken = {one["id"] for one in chosen}
    return [one["id"] for one in order if one["id"] in taken]


def differences(data):
    found = []
    if data["algorithm"] not in ("sha256-order/1", "sha256-order/2"):
        return [f"不认识的算法 {data['algorithm']}"]
    if list_hash(data["candidates"]) != data["candidates_sha256"]:
        found.append("候选名单与校验值不符")
    parts = []
    if data["mode"] == "two_persons":
        parts = data["phrases"]
        for phrase, promise, who in zip(parts, data["commitments"], ("经办人", "监督人"), strict=True):
            if sha(f"{data['panel']}:{phrase}") != promise:
                found.append(f"{who}口令与承诺值不符")
    elif data["mode"] == "public":
        parts = [data["public_value"]]
    # The first version had no panel in the seed: the same words over the same list gave the same group.
    start = [] if data["algorithm"] == "sha256-order/1" else [data["panel"]]
    if parts and sha("|".join([*start, data["candidates_sha256"], *parts])) != data["seed"]:
        found.append("随机种子与揭示的内容不符")
    if draw(data, gone=data["absent"]) != data["selected"]:
        found.append("抽取结果与按种子重算的结果不一致")
    for number, one in enumerate(data["replacements"], start=1):
        again = [id_ for id_ in draw(data, one["kept"], one["gone"]) if id_ not in one["kept"]]
        if again[:1] != [one["follower"]]:
            found.append(f"第 {number} 次递补与按顺序重算的结果不一致")
    return found


def main(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    found = differences(data)
    head = (
        f"专家组 {data['panel']}\n算法 {data['algorithm']}，种子 {data['seed']}，候选 {len(data['candidates'])} 人\n"
    )
    sys.stdout.write(head + ("\n".join(found) if found else "一致：重新计算的结果与记录相同。") + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
