"""The plan's five matters, and the conclusion."""

from decimal import Decimal

from django import forms

from experts.queries import budget_lines
from projects.choices import Category, Nature
from projects.forms.application import cii_field
from reviews.choices import JUDGED, MATTERS, Adoption, Conclusion, RemarkVerdict
from reviews.models import ReviewRound
from reviews.remarks import says_where, source_key
from reviews.rules import suggested_conclusion
from workflow.forms import DraftForm, StepForm, money_field, text_field

DEMANDS = (
    "按照专家意见修改完善方案；经评审通过的方案不得擅自变更，确需变更的须重新评审。\n"
    "信息安全保障体系与项目同步规划、同步建设、同步验收、同步运行，网络关键设备和网络安全产品符合国家、省相关标准的强制性要求。\n"
    "依托市政务云部署，系统接入市数据共享与交换平台，编制信息资源目录。"
)


class PlanForm(DraftForm):
    """All may be left open in a draft; the submit lists what is missing."""

    class Meta:
        model = ReviewRound
        fields = ("survey", *MATTERS)
        widgets = {name: forms.Textarea(attrs={"rows": 7}) for name in fields}
        help_texts = {
            "survey": "调研的对象、时间、方式和主要结论（《办法》第十一条：做好充分调研和需求分析）",
            **MATTERS,
        }

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self._meta.fields}


class ConcludeForm(StepForm):
    """The conclusion that the figures suggest stands chosen; another one wants its reason.

    What the experts say and who dissents is shown, not typed: it is theirs. The office has its own place for a remark.
    """

    conclusion = forms.ChoiceField(label="评审结论", widget=forms.RadioSelect)
    override_reason = text_field(
        "与统计不一致的理由", rows=2, max_length=2000, required=False, help_text="结论与专家意见统计一致的不填。"
    )
    note = text_field(
        "信息办说明",
        rows=3,
        max_length=2000,
        required=False,
        help_text="作为信息办的话写入评审意见；专家组意见和不同意见照专家签署的原文，不能改动。没有的不填。",
    )
    amount = money_field("评审资金", min_value=1)
    demands = text_field("有关要求", rows=5, max_length=4000, required=False, initial=DEMANDS, help_text="一条一行。")
    aside_all = text_field("其余未逐条写明的，统一理由", rows=2, max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        obj = self.obj
        # Once the remarks were found answered, the plan has passed after amendments; before, it cannot have.
        left_out = Conclusion.PASS if obj.amended_at else Conclusion.AMEND
        self.fields["conclusion"].choices = [one for one in Conclusion.choices if one[0] != left_out]
        self.sources = obj.untaken()
        known = {source_key(one): one["reason"] for one in obj.drafted_asides}
        for key, source in enumerate(self.sources):
            label = f"{says_where(source)}：{source['text']}"
            self.fields[f"aside_{key}"] = aside_field(label)
            self.initial[f"aside_{key}"] = known.get(source_key(source), "")
        if obj.drafted_conclusion:
            self.initial |= {
                "conclusion": obj.drafted_conclusion,
                "note": obj.drafted_note,
                "demands": obj.drafted_demands,
                "amount": obj.drafted_sum,
                "override_reason": obj.override_reason,
            }
            return
        tally = obj.panel.tally() if obj.panel else None
        if tally is None:
            return
        self.fields["conclusion"].help_text = f"{tally.explanation}。"
        self.initial |= {
            "conclusion": suggested_conclusion(obj, tally),
            "amount": (obj.project.reviewed_sum or obj.project.declared_sum) - cuts_of(obj.panel),
        }

    @property
    def plain_fields(self):
        return [self[name] for name in self.fields if not name.startswith("aside_")]

    @property
    def aside_fields(self):
        return [self[f"aside_{key}"] for key in range(len(self.sources))] + [self["aside_all"]]

    def clean(self):
        """A pass leaves no remark without an answer: closed before, or set aside here, each with its reason."""
        data = super().clean()
        common = data.pop("aside_all", "").strip()
        reasons = [(data.pop(f"aside_{key}", "").strip() or common, source) for key, source in enumerate(self.sources)]
        data["asides"] = [{**source, "reason": reason} for reason, source in reasons if reason]
        if data.get("conclusion") == Conclusion.PASS:
            for key, (reason, _source) in enumerate(reasons):
                if not reason:
                    self.add_error(f"aside_{key}", "请写明不作修改要求的理由，或改为办理“要求修改后通过”。")
        return data

    def clean_amount(self):
        amount, declared = self.cleaned_data["amount"], self.obj.project.declared_sum
        if declared and amount > declared:
            raise forms.ValidationError(f"评审资金不能超过申报数 {declared:,.2f} 元。")
        return amount


def aside_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "不作修改要求的理由"}),
    )


class CountyPlanForm(forms.Form):
    """A county's own project, in the few words that a review needs (article 16)."""

    name = forms.CharField(label="项目名称", max_length=120)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    nature = forms.ChoiceField(label="建设性质", choices=Nature.choices)
    declared_sum = money_field("方案金额", min_value=1)
    touches_cii = cii_field()


def cuts_of(panel) -> Decimal:
    """What the experts would take off, line by line."""
    return sum((row["cut"] for row in budget_lines(panel)), Decimal(0))


class SignForm(StepForm):
    """A signature; where the conclusion is not the one of the figures, the leader's own reason."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.override_reason:
            self.fields["override_approval"] = text_field(
                "批准与统计不一致的理由",
                rows=3,
                max_length=2000,
                help_text=f"经办人的理由：{self.obj.override_reason}",
            )


class RowsForm(StepForm):
    """A form of rows, each with the same few fields; `rows` are drawn by the page in turn."""

    row_fields: tuple[str, ...] = ()

    @property
    def rows(self):
        return [(key, *(self[f"{name}_{key}"] for name in self.row_fields)) for key in self.keys]


class DemandForm(RowsForm):
    """Which remarks go to the unit: in their author's words, with what the office adds; what does not go says why."""

    row_fields = ("keep", "note", "aside")
    aside_all = text_field("其余不送的，统一理由", rows=2, max_length=300, required=False)
    more = text_field("补充意见", rows=3, max_length=4000, required=False, help_text="一条一行；由组长核对。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sources = self.obj.untaken()
        self.keys = list(range(len(self.sources)))
        for key, source in enumerate(self.sources):
            self.fields[f"keep_{key}"] = forms.BooleanField(label="送单位答复", required=False, initial=source["asks"])
            self.fields[f"note_{key}"] = text_field("办理说明", rows=1, max_length=1000, required=False)
            self.fields[f"aside_{key}"] = aside_field("不送的理由")

    def clean(self):
        data = super().clean()
        kept, asides, common = [], [], data.get("aside_all", "").strip()
        for key, source in enumerate(self.sources):
            note, reason = data.get(f"note_{key}", "").strip(), data.get(f"aside_{key}", "").strip() or common
            if data.get(f"keep_{key}"):
                kept.append({**source, "note": note})
                continue
            asides.append({**source, "reason": reason})
            if not reason:
                self.add_error(f"aside_{key}", "不送单位答复的，请写明不作修改要求的理由。")
        lines = [line.strip() for line in data.get("more", "").splitlines() if line.strip()]
        kept += [{"seat": None, "aspect": "", "text": line} for line in lines]
        if not kept and not self.errors:
            raise forms.ValidationError("至少保留一条意见；没有需要修改的，请直接形成评审结论。")
        return {"remarks": kept, "asides": asides}

    @property
    def blocks(self):
        return [
            (says_where(source), source["text"], *row) for source, row in zip(self.sources, self.rows, strict=True)
        ]


class AnswerForm(RowsForm):
    """The unit's answer to each remark: how it was taken, where the plan was changed, or why not."""

    row_fields = ("adopted", "answer", "place")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = list(self.obj.remarks_to_answer())
        self.keys = [one.number for one in self.remarks]
        for one in self.remarks:
            n = one.number
            choices = Adoption.choices
            self.fields[f"adopted_{n}"] = forms.ChoiceField(
                label="采纳情况", choices=choices, widget=forms.RadioSelect
            )
            self.fields[f"answer_{n}"] = text_field("修改后的内容或未采纳的理由", rows=3, max_length=3000)
            self.fields[f"place_{n}"] = forms.CharField(label="修改处（章节、页码）", max_length=80, required=False)
            self.initial |= {f"adopted_{n}": one.adopted, f"answer_{n}": one.answer, f"place_{n}": one.place}

    @property
    def blocks(self):
        return [(one, *row[1:]) for one, row in zip(self.remarks, self.rows, strict=True)]

    def clean(self):
        data = super().clean()
        answers = {}
        for n in self.keys:
            adopted, place = data.get(f"adopted_{n}"), data.get(f"place_{n}", "").strip()
            if adopted in (Adoption.ADOPTED, Adoption.PARTLY) and not place:
                self.add_error(f"place_{n}", "采纳的意见请写明修改处的章节和页码。")
            answers[n] = {"adopted": adopted, "answer": data.get(f"answer_{n}", ""), "place": place}
        return {"answers": answers}


class VerifyForm(RowsForm):
    """The author of a remark, or the chair, says whether the answer is enough."""

    row_fields = ("verdict", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seat = self.obj
        round_ = ReviewRound.objects.filter(panel_id=seat.panel_id).first()
        waiting = round_.remarks.to_verify().select_related("seat") if round_ else []
        self.round = round_
        self.remarks = [one for one in waiting if one.may_verify(seat)]
        self.keys = [one.number for one in self.remarks]
        for n in self.keys:
            self.fields[f"verdict_{n}"] = forms.ChoiceField(label="核对结果", choices=JUDGED, widget=forms.RadioSelect)
            self.fields[f"note_{n}"] = forms.CharField(label="说明", max_length=300, required=False)

    @property
    def blocks(self):
        return [(one, *row[1:]) for one, row in zip(self.remarks, self.rows, strict=True)]

    def clean(self):
        data = super().clean()
        verdicts = {}
        for n in self.keys:
            verdict, note = data.get(f"verdict_{n}"), data.get(f"note_{n}", "").strip()
            if verdict == RemarkVerdict.REOPENED and not note:
                self.add_error(f"note_{n}", "须再修改的，请写明还差什么。")
            verdicts[n] = {"verdict": verdict, "note": note}
        return {"verdicts": verdicts}
