"""Which element an item's name means, although it is written otherwise (article 19).

Width, case and spaces never count. What else is left out, 的 within and 号, 编号 at the end, is data that the office
keeps (`NameRule`). A form that two elements share tells nothing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sharing.models import DataElement, ElementName, NameRule

_BRACKETS = re.compile(r"\([^()]*\)")
# What is left of a name must still mean something.
SHORTEST = 2


@dataclass(frozen=True)
class Match:
    """`word` is the element's known name that was met; `reason` is shown to whoever is held by it."""

    element: DataElement
    word: str
    reason: str


def written(name: str) -> str:
    """A name without what stands in brackets, width, case and spaces."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(_BRACKETS.sub("", text).split())


class Names:
    """Every known name with its element; two queries, whatever is looked up."""

    def __init__(self) -> None:
        rules = list(NameRule.objects.all())
        self._within = tuple(rule.word for rule in rules if rule.kind == NameRule.Kind.WITHIN)
        endings = (rule.word for rule in rules if rule.kind == NameRule.Kind.ENDING)
        self._endings = tuple(sorted(endings, key=len, reverse=True))
        self._written: dict[str, ElementName] = {}
        self._forms: dict[str, list[ElementName]] = defaultdict(list)
        names = ElementName.objects.select_related("element").prefetch_related("element__sources__body")
        for name in names:
            self._written.setdefault(written(name.word), name)
            self._forms[self.form(name.word)[0]].append(name)

    def form(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The bare form, and what was left out for it."""
        text, left_out = written(name), []
        for word in self._within:
            shorter = text[:1] + text[1:-1].replace(word, "") + text[-1:] if len(text) > 1 else text
            if shorter != text and len(shorter) >= SHORTEST:
                text = shorter
                left_out.append(word)
        while ending := next((one for one in self._endings if text.endswith(one)), ""):
            if len(text) - len(ending) < SHORTEST:
                break
            text = text.removesuffix(ending)
            left_out.append(ending)
        return text, tuple(left_out)

    def find(self, name: str) -> Match | None:
        if known := self._written.get(written(name)):
            return Match(known.element, known.word, _same(name, known))
        form, left_out = self.form(name)
        met = self._forms.get(form, [])
        if len({one.element_id for one in met}) != 1:
            return None
        known = met[0]
        words = dict.fromkeys([*left_out, *self.form(known.word)[1]])
        return Match(known.element, known.word, f"略去{''.join(f'“{one}”' for one in words)}后与“{known.word}”相同")

    def meaning(self, element: DataElement, names: Iterable[str]) -> dict[str, str]:
        """Of these names, those that mean the element, each with its reason."""
        found = ((name, self.find(name)) for name in names)
        return {name: match.reason for name, match in found if match and match.element == element}


def _same(name: str, known: ElementName) -> str:
    if name.strip() == known.word:
        return "同名" if known.word == known.element.name else "同义名称"
    return f"统一全半角、空格和括注后与“{known.word}”相同"
