"""The words of two persons from which a draw's seed is made: for each draw its own."""

import random

WHEN = ("春分后", "谷雨前", "小满那天", "立秋以来", "白露时节", "霜降之后", "冬至夜里", "惊蛰过后")
WHAT = ("第一场雨", "一阵山风", "半江月色", "满城桂香", "一声汽笛", "几树红叶", "一场薄雾", "千亩油菜花")
WHERE = ("落在利州", "过昭化古城", "到剑门关", "近皇泽寺", "停朝天峡", "在苍溪梨园", "入青川竹海", "临白龙湖")


def phrase_of(subject: object, who: str) -> str:
    """Out of the story's own chance, which a further word would lead another way."""
    words = random.Random(f"{subject} {who}")
    return f"{words.choice(WHEN)}{words.choice(WHAT)}{words.choice(WHERE)}，水位{words.randint(4000, 5600) / 10}米"
