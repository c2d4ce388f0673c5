"""From opinions to figures, and from figures to the conclusion that they suggest: one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from experts.aspects import Aspect, AspectVerdict, OpinionConclusion
from workflow.numbers import TENTH, half_up

PASS, AMEND, REVISE, FAIL = "pass", "amend", "revise", "fail"
WORDS = {PASS: "通过", AMEND: "修改后通过", REVISE: "修改后重新评审", FAIL: "不通过"}
# An argument (论证) passes nothing: it says what the experts hold of the project.
ARGUED = {PASS: "必要、可行", AMEND: "完善后可行", REVISE: "修改后重新论证", FAIL: "不可行"}
# From the worst to the best: the verdict of a group is the one that most gave, the worse where equal.
WORST_FIRST = (AspectVerdict.NOT_MET, AspectVerdict.PARTLY, AspectVerdict.MET)


@dataclass(frozen=True)
class AspectTally:
    """One aspect: average score, spread, how many gave which verdict, and what they wrote, in the seats' order."""

    aspect: Aspect
    average: Decimal
    low: int
    high: int
    verdicts: dict[str, int]
    texts: tuple[str, ...]

    @property
    def verdict(self) -> AspectVerdict:
        return max(WORST_FIRST, key=lambda one: self.verdicts[one])

    @property
    def said(self) -> str:
        """All that they wrote in one sentence, each thing once."""
        return "；".join(dict.fromkeys(text.rstrip("。；") for text in self.texts))

    @property
    def disputed(self) -> bool:
        """The opinions lie so far apart that the group should speak about it."""
        return self.high - self.low >= 30 or bool(self.verdicts[AspectVerdict.MET] and self.verdicts["not_met"])


@dataclass(frozen=True)
class Tally:
    """`share` of those who agree (with or without changes), 0–1; `average` of all scores, 0–100."""

    number: int
    agree: int
    with_changes: int
    disagree: int
    share: Decimal
    average: Decimal
    aspects: tuple[AspectTally, ...]
    suggested: str
    explanation: str
    words: Mapping[str, str]

    @property
    def suggested_label(self) -> str:
        return self.words[self.suggested]

    @property
    def percent(self) -> Decimal:
        return half_up(self.share * 100, TENTH)


def count_opinions(
    opinions: Sequence[Any],
    aspects: Iterable[Aspect],
    *,
    pass_share: Decimal,
    pass_score: Decimal,
    most_failures: int = 1,
    amendable: bool = False,
    words: Mapping[str, str] = WORDS,
) -> Tally:
    """Count sealed, whole opinions (at least one). The limits are those of the day of the draw.

    `most_failures`: how many may find one aspect not met and it still passes. `amendable`: where some tie their
    consent to changes, the plan passes after amendments.
    """
    by_aspect = tuple(_of_aspect(aspect, opinions) for aspect in aspects)
    number = len(opinions)
    given = [opinion.conclusion for opinion in opinions]
    agree = given.count(OpinionConclusion.AGREE)
    changes = given.count(OpinionConclusion.AGREE_WITH_CHANGES)
    share = half_up(Decimal(agree + changes) / number)
    average = half_up(sum((row.average for row in by_aspect), Decimal(0)) / len(by_aspect), TENTH)
    disagree = number - agree - changes
    failed = [row.aspect.label for row in by_aspect if row.verdicts[AspectVerdict.NOT_MET] > most_failures]
    enough = share >= pass_share and average >= pass_score and not failed
    suggested = _suggest(enough, changes if amendable else 0, disagree * 2 > number)
    explanation = (
        f"{number} 名专家中 {agree + changes} 名同意（其中 {changes} 名要求修改），同意比例 {share:.0%}，"
        f"{'达到' if share >= pass_share else '未达到'} {pass_share:.0%}；"
        f"平均 {average} 分，{'达到' if average >= pass_score else '未达到'} {pass_score:.0f} 分；"
        f"{_failures(failed, most_failures)}；"
        f"建议结论：{words[suggested]}"
    )
    return Tally(number, agree, changes, disagree, share, average, by_aspect, suggested, explanation, words)


def _failures(failed: Sequence[str], most: int) -> str:
    return f"{'、'.join(failed)}有超过 {most} 人评为不符合" if failed else f"没有一个方面有超过 {most} 人评为不符合"


def _suggest(enough: bool, with_changes: int, mostly_against: bool) -> str:
    if enough:
        return AMEND if with_changes else PASS
    return FAIL if mostly_against else REVISE


def _of_aspect(aspect: Aspect, opinions: Sequence[Any]) -> AspectTally:
    judged = [opinion.aspects[aspect.code] for opinion in opinions]
    scores = [row["score"] for row in judged]
    average = half_up(Decimal(sum(scores)) / len(scores), TENTH)
    verdicts = {verdict.value: sum(row["verdict"] == verdict for row in judged) for verdict in AspectVerdict}
    texts = tuple(text for row in judged if (text := str(row.get("text", "")).strip()))
    return AspectTally(aspect, average, min(scores), max(scores), verdicts, texts)
