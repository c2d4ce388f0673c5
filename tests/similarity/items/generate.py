"""Makes tune.jsonl and untouched.jsonl from the hand-written seeds: `python tests/similarity/items/generate.py`.

The themes are divided between the two files; openings, closings and the patterns of groups are shared.
"""

import json
import random
from pathlib import Path

HERE = Path(__file__).parent
OPENINGS = (
    "深入贯彻落实国家和省数字化战略，按照“智慧广元”建设要求，", "为进一步提升工作效率和服务水平，", "",
    "根据上级部署，结合我局实际，坚持统筹规划、互联互通、资源共享、安全保密原则，", "着力解决当前突出问题，",
)  # fmt: skip
CLOSINGS = (
    "系统部署于政务云，按等保二级防护。", "并完成系统集成、人员培训及三年运维。", "", "满足互联互通和资源共享的要求，符合信创要求。",
    "配套建设必要的安全设施，通过第三方测评。",
)  # fmt: skip
JOINS = ("；", "，", "。", "、")
BELOW = {1_000_000: (0.55, 0.99), 4_000_000: (0.5, 0.98)}


def seeds():
    for line in (HERE / "seeds.txt").read_text("utf-8").splitlines():
        unit, category, *texts, parts = line.split(";")
        yield unit, category, [text.split("|") for text in texts], [part.split("~") for part in parts.split("|")]


def project(rng, unit, category, text, *, year=None, budget=None, other=False):
    name, goals, content = text
    modules = content.split("；")
    rng.shuffle(modules)
    join = rng.choice(JOINS)
    return {
        "name": rng.choice(("", "广元市")) + name + rng.choice(("", "项目", "建设项目")), "unit": unit, "category": category,
        "goals": rng.choice(OPENINGS) + goals + "。", "content": "建设" * rng.randint(0, 1) + join.join(modules) + "。" + rng.choice(CLOSINGS),
        "budget_yuan": budget or rng.randrange(30, 600) * 10_000, "year": year or rng.randint(2022, 2026),
    }  # fmt: skip


def pairs(rng, themes):
    for at, (unit, category, (one, two, near), _) in enumerate(themes):
        other_unit, other_category, (far, *_), _ = themes[(at + 3) % len(themes)]
        county = rng.choice(("利州区", "剑阁县", "苍溪县", "青川县")) + unit.removeprefix("市")
        sum_ = rng.randrange(40, 500) * 10_000
        yield "same", (unit, category, one), (unit, category, two), sum_, "同一事项换名"
        yield (
            "same",
            (unit, category, one),
            (other_unit, rng.choice((category, other_category)), two),
            sum_,
            "他单位换名重报",
        )
        yield "same", (unit, category, two), (unit, category, two), sum_, "同文再报"
        yield "related", (unit, category, one), (unit, category, near), None, "同单位同领域，事项不同"
        yield "related", (unit, category, two), (county, category, near), None, "上下级同领域，事项不同"
        yield "different", (unit, category, one), (other_unit, other_category, far), None, "领域不同"
        yield "different", (unit, category, near), (unit, category, far), None, "同单位同套话，内容无关"
        yield (
            "different",
            (unit, category, two),
            (other_unit, category, themes[(at + 5) % len(themes)][2][2]),
            sum_,
            "金额相同，内容无关",
        )


def month(at):
    return f"{2025 + at // 12}-{at % 12 + 1:02d}"


def groups(rng, themes):
    for at, (unit, category, texts, parts) in enumerate(themes):
        other_parts, far_parts = themes[(at + 2) % len(themes)][3], themes[(at + 5) % len(themes)][3]

        def made(chosen, sums, months, units=None, unit=unit, category=category, texts=texts):
            return [
                project(rng, u, category, (name, rng.choice(("保障" + name.split("采购")[0] + "正常使用", texts[0][1], "提升管理水平")), content),
                        year=2025, budget=round(s, -2)) | {"month": month(m)}
                for (name, content), s, m, u in zip(chosen, sums, months, units or [unit] * len(chosen), strict=True)
            ]  # fmt: skip

        limit = rng.choice(list(BELOW))
        below = lambda n, limit=limit: [int(limit * rng.uniform(*BELOW[limit])) for _ in range(n)]  # noqa: E731
        start = rng.randrange(12)
        near = lambda n, start=start: [start + rng.randint(0, 4) for _ in range(n)]  # noqa: E731
        mixed = [parts[0], other_parts[1], far_parts[2]]
        yield "split", made(parts, below(3), near(3)), "一个整体拆成三份，每份低于限额"
        yield "split", made(parts[:2], below(2), near(2)), "两处同类采购分开申报"
        yield "split", made(parts[1:], below(2), near(2), [unit, unit + "信息中心"]), "软硬件分由下属单位申报"
        yield "independent", made(mixed, below(3), near(3)), "同单位近月，互不相干"
        yield "independent", made(mixed[:2], below(2), near(2)), "同单位近月，互不相干"
        counties = [c + unit.removeprefix("市") for c in ("苍溪县", "剑阁县", "旺苍县")]
        yield "independent", made(parts, below(3), near(3), counties), "各县分别建设"
        yield "independent", made(parts[:2], [limit * 0.2, limit * 0.3], near(2)), "合计也不超限额"
        yield "independent", made(parts[:2], below(2), [start, start + rng.randint(20, 30)]), "相隔两年"


def write(name, themes, seed):
    rng = random.Random(seed)
    rows = []
    for label, a, b, budget, why in pairs(rng, themes):
        # Alike sums say little: a third of the duplicates differ, a third of the others are alike.
        budget = budget if rng.random() < 0.67 else None
        if label != "same" and budget is None and rng.random() < 0.33:
            budget = rng.randrange(40, 500) * 10_000
        one = project(rng, *a, budget=budget)
        two = project(rng, *b, budget=budget and round(budget * rng.uniform(0.75, 1.3), -2))
        rows.append({"kind": "pair", "a": one, "b": two, "label": label, "why": why})
    for label, items, why in groups(rng, themes):
        rows.append({"kind": "group", "projects": items, "label": label, "why": why})
    lines = [json.dumps({"id": f"{name}-{at:03d}", **row}, ensure_ascii=False) for at, row in enumerate(rows, 1)]
    (HERE / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    every = list(seeds())
    write("tune", every[0::2], 1)
    write("untouched", every[1::2], 2)
