"""Items by several hands, one file of `styles/` for each: `python styles.py NAME … > FILE` prints them as JSON lines.

Lines of a file: `goals:` and `content:` are frames that the hand puts round its texts; `*` opens a theme, and `=` the
same thing, `~` something related, `!` something different (with the same frame) are compared with it; `+` opens the
parts of a split and `-` those of independent projects. A project: unit, category, 万元, year or month | name | goals |
content.
"""

import json
import sys
from itertools import cycle
from pathlib import Path

STYLES = Path(__file__).parent / "styles"
LABELS = {"=": "same", "~": "related", "!": "different"}


def project(line, frames):
    head, name, goals, content = (text.strip() for text in line.split("|"))
    unit, category, sum_, when = head.split()
    made = {
        "name": name,
        "unit": unit,
        "category": category,
        "goals": frames["goals"].format(goals) if goals else "",
        "content": frames["content"].format(content),
        "budget_yuan": int(sum_) * 10_000,
        "year": int(when[:4]),
    }
    return {**made, "month": when} if "-" in when else made


def items(style):
    frames, heads, groups = {"goals": [], "content": []}, [], []
    for line in (STYLES / f"{style}.txt").read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark.rstrip(":") in frames:
            frames[mark.rstrip(":")].append(rest)
        elif mark == "*":
            heads.append([(mark, rest)])
        elif mark in LABELS:
            heads[-1].append((mark, rest))
        elif mark in "+-":
            groups.append((mark, []))
        elif mark != "#":
            groups[-1][1].append(line)
    turn = {name: cycle(texts or ["{}"]) for name, texts in frames.items()}

    def frame():
        return {name: next(texts) for name, texts in turn.items()}

    themes = []
    for theme in heads:
        first = frame()
        themes.append({mark: project(rest, first if mark in "*!" else frame()) for mark, rest in theme})
    for at, theme in enumerate(themes):
        for mark, label in LABELS.items():
            yield {"kind": "pair", "a": theme["*"], "b": theme[mark], "label": label}
        # One house and one frame, another matter; and the second hand's text beside a stranger.
        other = themes[(at + 2) % len(themes)]
        stranger = {**other["="], "unit": theme["*"]["unit"], "category": theme["*"]["category"]}
        yield {"kind": "pair", "a": theme["="], "b": stranger, "label": "different"}
    for mark, lines in groups:
        made = frame()
        label = "split" if mark == "+" else "independent"
        yield {"kind": "group", "projects": [project(line, made) for line in lines], "label": label}


def main():
    for style in sys.argv[1:]:
        for at, item in enumerate(items(style), start=1):
            sys.stdout.write(json.dumps({"id": f"{style}-{at:03d}", **item}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
