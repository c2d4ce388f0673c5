"""A declaration, and the opinion that it opens."""

from typing import Any

from django import forms
from django.http import QueryDict

from experts.aspects import BUDGET_VERDICTS, AspectVerdict, OpinionConclusion, groups_of
from experts.models import Opinion, Seat
from experts.purposes import budget_of
from workflow.forms import StepForm, money_field, text_field

STATEMENT = (
    "本人与本项目的申报单位、承建单位、监理单位、测评单位及其上下级单位没有任职、聘用、亲属或其他利害关系，"
    "未参与本项目方案的编制，将独立、客观、公正地提出评审意见，并对评审材料保密。"
)


class DeclareForm(StepForm):
    """The declaration is one's own sentence, and the box beside it."""

    no_conflict = forms.BooleanField(
        label="我声明：以上情况属实，没有应当回避的情形",
        error_messages={"required": "请勾选声明；如有应当回避的情形，请申请回避。"},
    )
    statement = text_field("声明内容", rows=5, max_length=1000, initial=STATEMENT)

    field_order = ("statement", "no_conflict")


class OpinionForm(forms.Form):
    """The aspects of a panel, each with verdict, score and text; everything may be left open in a draft."""

    def __init__(self, *args, seat: Seat, **kwargs):
        self.seat, self.aspects = seat, seat.panel.aspects
        opinion = getattr(seat, "opinion", None)
        kwargs.setdefault("initial", self._initial(opinion))
        super().__init__(*args, **kwargs)
        for aspect in self.aspects:
            self.fields[f"{aspect.code}_verdict"] = forms.ChoiceField(
                label="结论", choices=AspectVerdict.choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"{aspect.code}_score"] = forms.IntegerField(
                label="评分",
                min_value=0,
                max_value=100,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{aspect.code}_text"] = text_field("具体意见", rows=2, required=False, max_length=2000)
        self.groups = groups_of(seat.panel.purpose)
        for group in self.groups:
            for code, label in group.checks:
                choices = [("", "未判断"), *group.answers]
                self.fields[f"check_{code}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.lines = budget_of(seat.panel)
        for key, words, amount in self.lines:
            choices = [("", "未判断"), *BUDGET_VERDICTS]
            self.fields[f"line_{key}"] = forms.ChoiceField(label=words, choices=choices, required=False)
            self.fields[f"cut_{key}"] = money_field("建议核减", required=False, max_value=amount)
        self.fields["conclusion"] = forms.ChoiceField(
            label="总体结论", choices=OpinionConclusion.choices, widget=forms.RadioSelect, required=False
        )
        self.fields["overall"] = text_field("总体意见和修改建议", rows=4, required=False, max_length=5000)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def _initial(self, opinion) -> dict[str, Any]:
        if opinion is None:
            return {"version": 0}
        initial = {"version": opinion.version, "overall": opinion.overall, "conclusion": opinion.conclusion}
        for code, judged in opinion.aspects.items():
            initial |= {f"{code}_{name}": value for name, value in judged.items()}
        initial |= {f"check_{code}": answer for code, answer in opinion.checks.items()}
        for key, judged in opinion.budget.items():
            initial |= {f"line_{key}": judged.get("verdict", ""), f"cut_{key}": judged.get("cut") or None}
        return initial

    @property
    def check_groups(self):
        return [(group.label, [self[f"check_{code}"] for code, _label in group.checks]) for group in self.groups]

    @property
    def budget_rows(self):
        return [(amount, self[f"line_{key}"], self[f"cut_{key}"]) for key, _words, amount in self.lines]

    @property
    def blocks(self):
        """(aspect, verdict, score, text) as the page draws them."""
        return [
            (aspect, *(self[f"{aspect.code}_{name}"] for name in ("verdict", "score", "text")))
            for aspect in self.aspects
        ]

    def names(self) -> dict[str, str]:
        """Each field in words that stand alone."""
        words = {"verdict": "结论", "score": "评分", "text": "具体意见"}
        named = {f"{one.code}_{part}": f"{one.label}：{word}" for one in self.aspects for part, word in words.items()}
        named |= {f"check_{code}": f"{group.label}：{label}" for group in self.groups for code, label in group.checks}
        for key, line, _amount in self.lines:
            named |= {f"line_{key}": f"预算 {line}", f"cut_{key}": f"预算 {line}：建议核减"}
        return named | {name: str(self.fields[name].label) for name in ("conclusion", "overall")}

    def meet(self, stored: Opinion) -> list[dict[str, str]]:
        """Another window saved in between: what is typed here stays; beside it stands what is stored otherwise."""
        self.data = self.data.copy()
        self.data["version"] = str(stored.version)
        theirs = self._initial(stored)
        rows = [(name, label, self.data.get(name, ""), theirs.get(name)) for name, label in self.names().items()]
        return [
            {"name": name, "label": label, "mine": self._said(name, mine), "theirs": self._said(name, other)}
            for name, label, mine, other in rows
            if self._said(name, mine) != self._said(name, other)
        ]

    def _said(self, name: str, value: Any) -> str:
        known = dict(getattr(self.fields[name], "choices", ()))
        text = "" if value in (None, "") else str(known.get(value, value))
        return text.replace("\r\n", "\n").strip()

    @classmethod
    def chosen(cls, data: QueryDict, seat: Seat) -> QueryDict:
        """What came, with the stored value wherever that was chosen (`take-<field>` = theirs)."""
        stored = cls(seat=seat).initial
        data = data.copy()
        for name in [
            key.removeprefix("take-") for key, value in data.items() if key.startswith("take-") and value == "theirs"
        ]:
            data[name] = "" if stored.get(name) is None else str(stored[name])
        return data

    def content(self) -> dict[str, Any]:
        """What save_opinion() takes. A value that does not pass is left out of a draft."""
        data = self.cleaned_data
        aspects = {
            aspect.code: {name: data.get(f"{aspect.code}_{name}") for name in ("verdict", "score", "text")}
            for aspect in self.aspects
        }
        codes = [code for group in self.groups for code, _label in group.checks]
        budget = {
            key: {"verdict": data.get(f"line_{key}", ""), "cut": str(data.get(f"cut_{key}") or "")}
            for key, _words, _amount in self.lines
        }
        return {
            "aspects": aspects,
            "checks": {code: data.get(f"check_{code}", "") for code in codes},
            "budget": {key: judged for key, judged in budget.items() if judged["verdict"]},
            "overall": data.get("overall", ""),
            "conclusion": data.get("conclusion", ""),
        }
