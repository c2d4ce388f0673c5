from django import forms
from django.forms import formset_factory
from django.utils import timezone

from acceptance.choices import Conclusion, Delivered, Part, PartVerdict
from acceptance.models import Acceptance
from acceptance.rules import completion_refused
from documents.forms import PaperField
from workflow.forms import DraftForm, StepForm, day_field, text_field
from workflow.parameters import parameter
from workflow.workdays import add_working_days

SUGGESTED = {"pass": Conclusion.PASS, "revise": Conclusion.RECTIFY, "fail": Conclusion.FAIL}


class ReportForm(DraftForm):
    """The completion report, and what was done of each demand of the last attempt; a draft may be incomplete."""

    class Meta:
        model = Acceptance
        fields = ("built", "selfcheck", "indicators", "completed_on")
        widgets = {
            "built": forms.Textarea(attrs={"rows": 5}),
            "selfcheck": forms.Textarea(attrs={"rows": 6}),
            "indicators": forms.Textarea(attrs={"rows": 5}),
            "completed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "selfcheck": "按资料、合同与招投标、功能性能安全与指标、资源共享、其他法律法规五部分自查（第十二条）。",
            "indicators": "申报时承诺的每项指标：承诺值、实测值、测量单位。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {f"answer_{item.pk}": item for item in self.instance.items_to_answer()}
        for name, item in self.items.items():
            label = f"整改要求 {item.position}：{item.demand}（{item.due_on} 前）"
            self.fields[name] = text_field(label, rows=2, max_length=2000, required=False, initial=item.answer)

    @property
    def report(self):
        return [self[name] for name in self._meta.fields]

    @property
    def demands(self):
        """Each demand with the field of its answer, for the page."""
        return [(item, self[name]) for name, item in self.items.items()]

    def answers(self):
        return {item.pk: self.cleaned_data[name] for name, item in self.items.items()}

    def clean_completed_on(self):
        day = self.cleaned_data["completed_on"]
        if day and (wrong := completion_refused(self.instance.project, day)):
            raise forms.ValidationError(f"{wrong}。")
        return day


class ItemForm(forms.Form):
    """One demand of rectification; a row is whole or empty."""

    part = forms.ChoiceField(label="部分", choices=[("", "（请选择）"), *Part.choices], required=False)
    problem = text_field("存在的问题", rows=2, max_length=500, required=False)
    demand = text_field("整改要求", rows=2, max_length=1000, required=False)
    due_on = day_field("整改期限", required=False)

    @property
    def is_empty(self):
        return not any(self.cleaned_data.get(name) for name in ("part", "problem", "demand"))

    def clean(self):
        data = super().clean()
        missing = [name for name in self.fields if not data.get(name) and name not in self.errors]
        for name in () if self.is_empty else missing:
            self.add_error(name, f"请填写{self.fields[name].label}。")
        return data

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("整改期限不能早于今天。")
        return day


MOST_ITEMS = 40
GOOD = (PartVerdict.MET, PartVerdict.PARTLY)
PART_FIELDS = ("verdict", "examiner", "finding", "evidence")


class ConcludeForm(StepForm):
    """The five parts of article 12, one by one, and what follows."""

    conclusion = forms.ChoiceField(label="验收结论", choices=Conclusion.choices)
    # The group's own words stand in its signed opinion; this is the office's place beside it.
    opinion = text_field("信息办说明", rows=3, required=False, help_text="专家组意见照签署的原文，不能改动。")
    by_experts = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[f"verdict_{part}"] = forms.ChoiceField(label=str(part.label), choices=PartVerdict.choices)
            self.fields[f"finding_{part}"] = text_field("查验情况", rows=2, max_length=1000)
            self.fields[f"examiner_{part}"] = forms.CharField(label="查验人", max_length=120)
            self.fields[f"evidence_{part}"] = forms.CharField(
                label="依据（材料、截图、报告页码）", max_length=300, required=False
            )
        parts = [name for part in Part.values for name in self._names(part)]
        self.order_fields([*parts, "conclusion", "opinion"])
        if not self.by_experts:
            del self.fields["conclusion"]
            return
        make = formset_factory(ItemForm, extra=2, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS)
        there = list(self.obj.items.values("part", "problem", "demand", "due_on"))
        self.items = make(self.data if self.is_bound else None, prefix="items", initial=there)
        due = add_working_days(timezone.localdate(), int(parameter("clock.rectification")))
        for form in (*self.items.extra_forms, self.items.empty_form):
            form.fields["due_on"].initial = due
        self._begin_with_what_is_there(self.obj.panel.tally() if self.obj.panel else None)

    def _begin_with_what_is_there(self, tally):
        """The draft that the leader sent back; at first what the experts found, part by part."""
        if tally:
            self.fields["conclusion"].help_text = f"{tally.explanation}。"
        if self.obj.conclusion:
            for one in self.obj.parts.all():
                self.initial |= {f"{name}_{one.part}": getattr(one, name) for name in PART_FIELDS}
            self.initial |= {"conclusion": self.obj.conclusion, "opinion": self.obj.opinion}
        elif tally:
            for row in tally.aspects:
                part = row.aspect.code
                self.initial |= {
                    f"verdict_{part}": row.verdict,
                    f"finding_{part}": row.said,
                    f"examiner_{part}": "验收专家组",
                }
            self.initial |= {"conclusion": SUGGESTED[tally.suggested]}

    @staticmethod
    def _names(part):
        return tuple(f"{name}_{part}" for name in PART_FIELDS)

    def parts(self):
        """Bound fields of each part, for the page."""
        return [[self[name] for name in self._names(part)] for part in Part.values]

    def decision(self):
        return [self[name] for name in ("conclusion", "opinion") if name in self.fields]

    def clean(self):
        data = super().clean()
        conclusion = data.get("conclusion")
        data["items"] = self._rows() if conclusion == Conclusion.RECTIFY else []
        if conclusion == Conclusion.RECTIFY and not data["items"]:
            self.add_error("conclusion", "结论为整改的，须逐项写明问题、整改要求和期限。")
        for part in Part.values:
            if data.get(f"verdict_{part}") in GOOD and not data.get(f"evidence_{part}"):
                self.add_error(f"evidence_{part}", "评为合格、基本合格的，须写明依据。")
        bad = [part for part in Part.values if data.get(f"verdict_{part}") == PartVerdict.NOT_MET]
        if conclusion == Conclusion.PASS and bad:
            self.add_error("conclusion", "有不合格的部分，不能结论为通过（《办法》第十二条）。")
        return data

    def _rows(self):
        if not self.items.is_valid():
            return []
        return [form.cleaned_data for form in self.items if not form.is_empty]


class AdoptForm(ConcludeForm):
    """The buyer's 验收书 stands: nothing but a pass, and no part that failed."""

    opinion = text_field("验收意见", rows=5)
    by_experts = False

    def clean(self):
        data = super().clean()
        for part in Part.values:
            if data.get(f"verdict_{part}") == PartVerdict.NOT_MET:
                self.add_error(f"verdict_{part}", "有不合格的部分，不能以履约验收书为准，应当组织专家验收。")
        return data


class OpenForm(StepForm):
    why = text_field("理由", rows=3, max_length=500, help_text="催办情况、逾期天数，通知中原样写明")


class ClausesForm(StepForm):
    """As many lines as there are, and some blank ones; a line without a reference is left out."""

    BLANK, MOST = 4, 80
    PARTS = ("reference", "agreed", "delivered", "evidence", "verdict")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = list(self.obj.clauses.all())
        posted = [name for name in self.data if name.startswith("reference_")]
        self.count = min(self.MOST, max(len(there) + self.BLANK, len(posted)))
        for number in range(1, self.count + 1):
            row = there[number - 1] if number <= len(there) else None
            self._add(number, row)

    def _add(self, number, row):
        widths = {"reference": 80, "agreed": 300, "delivered": 300, "evidence": 200}
        labels = {"reference": "条款", "agreed": "约定", "delivered": "交付情况", "evidence": "依据"}
        for part, width in widths.items():
            area = forms.Textarea(attrs={"rows": 2, "aria-label": f"第 {number} 条{labels[part]}"})
            self.fields[f"{part}_{number}"] = forms.CharField(
                label=labels[part], max_length=width, required=False, initial=row and getattr(row, part), widget=area
            )
        self.fields[f"verdict_{number}"] = forms.ChoiceField(
            label="结果",
            choices=[("", "—"), *Delivered.choices],
            required=False,
            initial=row and row.verdict,
            widget=forms.Select(attrs={"aria-label": f"第 {number} 条结果"}),
        )

    def rows(self):
        """Bound fields by line, for the page."""
        for number in range(1, self.count + 1):
            yield [self[f"{part}_{number}"] for part in self.PARTS]

    def clean(self):
        data = super().clean()
        rows = []
        for number in range(1, self.count + 1):
            row = {part: data.get(f"{part}_{number}") or "" for part in self.PARTS}
            if not any(row.values()):
                continue
            if not row["reference"] or not row["agreed"]:
                self.add_error(f"reference_{number}", "条款和约定都要填写。")
            if row["verdict"] and not row["delivered"]:
                self.add_error(f"delivered_{number}", "请写明交付情况。")
            rows.append(row)
        return {"rows": rows}


class ResultsForm(StepForm):
    """One line an indicator; a line is whole or empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.results = list(self.obj.results.all())
        for result in self.results:
            met = "" if result.met is None else str(result.met)
            self.fields[f"measured_{result.pk}"] = forms.CharField(
                label=f"{result.position}. {result.promised}",
                max_length=200,
                required=False,
                initial=result.measured,
                help_text="实测值",
            )
            self.fields[f"by_{result.pk}"] = forms.CharField(
                label="由谁测量", max_length=120, required=False, initial=result.measured_by
            )
            self.fields[f"met_{result.pk}"] = forms.ChoiceField(
                label="是否达到",
                choices=[("", "—"), ("True", "达到"), ("False", "未达到")],
                required=False,
                initial=met,
            )

    def clean(self):
        data = super().clean()
        rows = {}
        for result in self.results:
            row = [data.get(f"{name}_{result.pk}") for name in ("measured", "by", "met")]
            if any(row) and not all(row):
                self.add_error(f"measured_{result.pk}", "实测值、测量单位和是否达到都要填写。")
            elif all(row):
                rows[result.pk] = (row[0], row[1], row[2] == "True")
        return {"rows": rows}


class VerifyForm(StepForm):
    """The office's verdict on each demand of the attempt before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(self.obj.items_to_answer())
        for item in self.items:
            self.fields[f"ok_{item.pk}"] = forms.ChoiceField(
                label=f"{item.position}. {item.demand}（期限 {item.due_on}）",
                choices=[("True", "已整改到位"), ("False", "未到位")],
                help_text=f"整改情况：{item.answer}",
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(label="核实说明", max_length=300, required=False)

    def clean(self):
        data = super().clean()
        found = {}
        for item in self.items:
            ok, note = data.get(f"ok_{item.pk}") == "True", data.get(f"note_{item.pk}", "")
            if not ok and not note:
                self.add_error(f"note_{item.pk}", "未到位的，请写明差什么。")
            found[item.pk] = (ok, note)
        return {"verdicts": found}


class TrialForm(StepForm):
    examined_on = day_field("初验日期", initial=timezone.localdate)
    members = text_field("初验人员", rows=3, help_text="一行一人，写明单位")
    verdict = forms.ChoiceField(label="初验结论", choices=[("", "（请选择）"), *PartVerdict.choices])
    opinion = text_field("初验意见", rows=4)
    problems = text_field("遗留问题", rows=3, required=False, help_text="基本合格的，写明试运行期间要解决的问题")
    begun_on = day_field("试运行开始", initial=timezone.localdate, help_text="早于今天的，须信息办确认后才自该日计算")
    paper = PaperField(label="初验报告")


class IncidentForm(StepForm):
    happened_on = day_field("日期", initial=timezone.localdate)
    text = text_field("情况", rows=3, max_length=500)
    measure = text_field("处置", rows=2, max_length=500, required=False)


class TrialReportForm(StepForm):
    report = text_field("试运行报告", rows=6, help_text="运行时间、用户、故障和处置、指标达到情况")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["report"] = self.obj.report


class ShorterForm(TrialReportForm):
    why = text_field("申请缩短的理由", rows=3, max_length=500)


class ConfirmStartForm(StepForm):
    basis = text_field(
        "核对依据", rows=3, max_length=500, help_text="看过的初验报告、运行日志、监理月报等，记入办理过程"
    )
