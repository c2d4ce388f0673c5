"""What stands on the papers of 发改委 and 财政局, and what they note when they supervise."""

from django import forms
from django.utils import timezone

from accounts.roles import Role
from documents.forms import PaperField
from projects.choices import DRC_ACTS, ApprovalAct, BudgetBook, SupervisionKind
from projects.forms.application import budget_formset, list_formset, source_formset
from projects.forms.content import CONTENT_FORMS
from projects.forms.steps import not_later_than_today
from projects.models import SupervisionNote
from projects.paths import Path
from workflow.forms import StepForm, day_field, money_field, text_field
from workflow.parameters import parameter
from workflow.workdays import add_working_days


class ActForm(StepForm):
    """A paper of a body: which act, number, date, scan."""

    act = forms.ChoiceField(label="审批事项")
    number = forms.CharField(label="文号", max_length=60)
    approved_on = day_field("日期", validators=[not_later_than_today])

    acts: tuple[ApprovalAct, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act.value, act.label) for act in self.acts]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if self.obj.approvals.filter(number=number).exists():
            raise forms.ValidationError(f"本项目已记录过文号 {number}。")
        return number


def scan_field():
    return PaperField(label="扫描件", required=False, help_text="PDF 或图片")


class GateForm(ActForm):
    """An approval; less than the 预审批复 allowed needs its reason."""

    amount = money_field("批准金额", min_value=1)
    note = text_field("说明", rows=2, required=False, max_length=1000, help_text="核减金额的，写明核减理由")
    scan = scan_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approved_on"].label = "批准日期"
        self.fields["amount"].initial = self.before()

    def before(self):
        """The sum that this act confirms or cuts."""
        return self.obj.reviewed_sum

    def clean(self):
        data = super().clean()
        amount, before = data.get("amount"), self.before()
        if amount and before is not None and amount < before and not data.get("note"):
            self.add_error("note", f"批准金额低于 {before:,.2f} 元，请写明核减理由。")
        return data


class ProjectApprovalForm(GateForm):
    acts = DRC_ACTS
    project_code = forms.CharField(label="项目代码", max_length=40, help_text="投资项目在线审批监管平台赋码")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project_code"].initial = self.obj.project_code


class FurtherActForm(ProjectApprovalForm):
    """After the first act: the kinds that are not yet recorded come first to hand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        done = set(self.obj.approvals.exclude(outcome="refused").values_list("act", flat=True))
        left = [act for act in DRC_ACTS if act not in done] or list(DRC_ACTS)
        self.fields["act"].choices = [(act.value, act.label) for act in left]

    def before(self):
        return self.obj.budget_sum

    def clean(self):
        data = super().clean()
        if data.get("act") == ApprovalAct.TENDER:
            # 招标核准 says how one tenders; its sum is the approved one.
            self.errors.pop("note", None)
        return data


class ProcurementApprovalForm(GateForm):
    acts = (ApprovalAct.PROCUREMENT,)


class DrcRefusalForm(ActForm):
    acts = DRC_ACTS
    scan = scan_field()


class FinanceRefusalForm(ActForm):
    acts = (ApprovalAct.PROCUREMENT,)
    scan = scan_field()


class CutForm(ActForm):
    """评审审减: an act of 财政评审 on a sum that stands."""

    acts = (ApprovalAct.AUDIT,)
    amount = money_field("审定金额", min_value=1)
    note = text_field("审减理由", rows=3, max_length=1000)
    scan = scan_field()

    def clean_amount(self):
        amount, before = self.cleaned_data["amount"], self.obj.budget_sum
        if before is not None and amount >= before:
            raise forms.ValidationError(f"审定金额应低于现预算数 {before:,.2f} 元。")
        return amount


class RevisionForm(StepForm):
    """The content in words and by parts, and the money line by line: after a cut all of them say the same."""

    content = text_field("修改后的建设内容", rows=10)
    explanation = text_field("核减对应的内容", rows=3, max_length=2000, help_text="写明减去、缩减或改用共享资源的内容")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        application, data = self.obj.application, self.data if self.is_bound else None
        self.fields["content"].initial = application.content
        self.application = application
        self.modules = list_formset("modules", application.rows_of("modules"), data)
        self.budget, self.sources = budget_formset(application, data), source_formset(application, data)

    @property
    def lists(self):
        """For the page, drawn like those of the application."""
        _section, _form, title, hint = CONTENT_FORMS["modules"]
        return {"lists": [{"name": "modules", "title": title, "hint": hint, "formset": self.modules}]}

    def clean(self):
        data = super().clean()
        lists = {"modules": self.modules, "budget_lines": self.budget, "sources": self.sources}
        for name, formset in lists.items():
            if formset is None or not formset.is_valid():
                raise forms.ValidationError("建设内容分项、预算明细或资金来源没有填好，请逐行核对。")
            data[name] = formset.rows()
        return data

    def clean_content(self):
        content = self.cleaned_data["content"].strip()
        if content == self.obj.application.content.replace("\r\n", "\n").strip():
            raise forms.ValidationError("建设内容没有修改。")
        return content


class ProcurementLineForm(StepForm):
    book = forms.ChoiceField(label="预算", choices=BudgetBook.choices)
    year = forms.IntegerField(label="预算年度", min_value=2000, max_value=2100)
    number = forms.CharField(label="预算项目编号", max_length=60)
    amount = money_field("金额", min_value=1)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        service = self.obj.path == Path.SERVICE
        self.fields["book"].initial = BudgetBook.SERVICE if service else BudgetBook.PROCUREMENT
        self.fields["year"].initial = timezone.localdate().year
        self.fields["amount"].initial = self.obj.reviewed_sum or self.obj.declared_sum

    def clean(self):
        data = super().clean()
        same = {name: data.get(name) for name in ("book", "year", "number")}
        if all(same.values()) and self.obj.procurement_lines.filter(**same).exists():
            self.add_error("number", "该预算项目已登记。")
        return data


KINDS_OF = {
    Role.DRC: (SupervisionKind.TENDER,),
    Role.FINANCE: (SupervisionKind.PROCUREMENT, SupervisionKind.SERVICE, SupervisionKind.FUNDS),
}


class SupervisionForm(StepForm):
    kind = forms.ChoiceField(label="监督事项")
    finding = text_field("监督情况", rows=4, max_length=2000)
    demand = text_field("要求", rows=2, required=False, max_length=1000)
    due_on = day_field("整改期限", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = KINDS_OF.get(self.post.role, ())
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        days = int(parameter("clock.supervision"))
        self.fields["due_on"].help_text = f"提出要求的必填，一般为 {add_working_days(timezone.localdate(), days)}"

    def clean(self):
        data = super().clean()
        if data.get("demand") and not data.get("due_on"):
            self.add_error("due_on", "提出要求的须写明期限。")
        return data


class _OfNote(StepForm):
    """About one note that is open on the project."""

    note = forms.ModelChoiceField(label="监督事项", queryset=SupervisionNote.objects.none(), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].queryset = self.notes()
        self.fields["note"].error_messages["required"] = "本项目没有待办的监督事项。"

    def notes(self):
        return self.obj.supervision_notes.open_()


class SupervisionAnswerForm(_OfNote):
    answer = text_field("答复", rows=4, max_length=2000)

    def notes(self):
        return super().notes().exclude(demand="")


class SupervisionCloseForm(_OfNote):
    def notes(self):
        return super().notes().filter(post__organisation=self.post.organisation)
