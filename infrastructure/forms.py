from decimal import Decimal
from typing import ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone

from infrastructure.choices import Move, Severity, Visit
from infrastructure.models import (
    Allocation,
    Asset,
    DutyShift,
    Incident,
    Norm,
    OverCommit,
    Plan,
    Platform,
    Pool,
    RunningSystem,
    ServiceChange,
    ServiceContract,
)
from projects.models import Project
from workflow.forms import DATE, SharedDraftForm, StepForm, day_field, money_field, text_field
from workflow.numbers import asked_number

DAY = forms.DateInput(attrs=DATE, format="%Y-%m-%d")


class PlatformForm(forms.ModelForm):
    class Meta:
        model = Platform
        fields = ("name", "kind", "operator", "capacity", "norms", "running_since", "stopped_on")
        widgets: ClassVar = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("capacity", "norms")},
            **dict.fromkeys(("running_since", "stopped_on"), DAY),
        }
        help_texts: ClassVar = {"running_since": "可用率从这一天起计算。"}


class SystemForm(forms.ModelForm):
    class Meta:
        model = RunningSystem
        fields = (
            "name", "purpose", "users", "technology", "host", "cloud", "data", "interfaces", "level", "level_filed_on",
            "level_tested_on", "operator", "contract_until", "yearly_cost", "shares", "in_use_since",
        )  # fmt: skip
        widgets: ClassVar = {
            name: forms.DateInput(attrs=DATE, format="%Y-%m-%d")
            for name in ("in_use_since", "level_filed_on", "level_tested_on", "contract_until")
        }

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        # The unit is the post's own and stands on the row before it is validated.
        if self.instance._state.adding:
            self.instance.unit = post.organisation


class LinkForm(forms.Form):
    target = forms.ModelChoiceField(label="依赖的系统", queryset=RunningSystem.objects.none())
    what = forms.CharField(label="依赖内容", max_length=120)

    def __init__(self, *args, system, **kwargs):
        super().__init__(*args, **kwargs)
        open_ = Q(project__isnull=True) | Q(project__is_classified=False)
        self.fields["target"].queryset = RunningSystem.objects.running().filter(open_).exclude(pk=system.pk)


class AllocationForm(forms.ModelForm):
    """What is asked: one quantity for each pool of the cloud."""

    class Meta:
        model = Allocation
        fields = ("project", "system", "cloud", "environment", "reason", "starts_on", "ends_on")
        widgets: ClassVar = {
            "starts_on": DAY, "ends_on": DAY, "reason": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.unit = post.organisation
        self.fields["project"].queryset = Project.objects.visible_to(post).filter(unit=post.organisation_id)
        self.pools = list(Pool.objects.visible_to(post))
        for pool in self.pools:
            self.fields[f"pool_{pool.pk}"] = forms.DecimalField(
                label=f"{pool}", min_value=Decimal(0), max_digits=12, decimal_places=2, required=False,
                help_text=f"可分配 {pool.free():g}",
            )  # fmt: skip

    def clean(self):
        data = super().clean()
        self.quantities = {pool: data.get(f"pool_{pool.pk}") or Decimal(0) for pool in self.pools}
        if not any(self.quantities.values()):
            self.add_error(None, "至少填写一项资源的数量。")
        if wrong := [str(p) for p, asked in self.quantities.items() if asked and p.cloud != data.get("cloud")]:
            self.add_error("cloud", f"{'、'.join(wrong)}不在所选云平台上。")
        return data


class NoteForm(StepForm):
    note = text_field("情况说明", rows=3, max_length=1000, required=False)


class PartForm(StepForm):
    """One quantity a line, from nothing to what was asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = list(self.obj.lines.select_related("pool"))
        for line in self.lines:
            self.fields[f"line_{line.pool_id}"] = forms.DecimalField(
                label=str(line.pool), min_value=Decimal(0), max_value=line.asked, max_digits=12, decimal_places=2,
                required=False, help_text=f"申请 {line.asked:g}，可用 {line.pool.free():g}",
            )  # fmt: skip

    def clean(self):
        data = super().clean()
        data["quantities"] = {
            line.pool_id: data.pop(f"line_{line.pool_id}", None) or Decimal(0) for line in self.lines
        }
        return data


class UsageForm(forms.Form):
    file = forms.FileField(label="使用率（.csv）", help_text="表头：通知书文号、资源、日期、使用率。")


class PoolForm(forms.ModelForm):
    class Meta:
        model = Pool
        fields = ("cloud", "measure", "capacity")


class RatioForm(forms.ModelForm):
    class Meta:
        model = OverCommit
        fields = ("pool", "ratio", "valid_from", "source")
        widgets: ClassVar = {"valid_from": DAY}


class MovePlanForm(StepForm):
    way = forms.ChoiceField(label="方式", choices=Move.choices)
    plan = text_field("方案要点或暂不迁移的理由", rows=4, max_length=3000)
    due_on = day_field("计划完成日期", required=False)
    stay_until = day_field("暂不迁移至", required=False)

    def clean(self):
        data = super().clean()
        stays = data.get("way") == Move.STAYS
        if stays and not data.get("stay_until"):
            self.add_error("stay_until", "暂不迁移的，须写明到何时为止。")
        if not stays and data.get("way") and not data.get("due_on"):
            self.add_error("due_on", "请填写计划完成日期。")
        return data


class SavingForm(StepForm):
    saved = money_field("每年节约的运行费用", required=False)


class StartMoveForm(forms.Form):
    wave = forms.IntegerField(label="批次", min_value=1, max_value=20, initial=1)


class IdentifyForm(forms.Form):
    body = forms.CharField(label="认定部门", max_length=120, help_text="行业主管（保护工作）部门。")
    number = forms.CharField(label="认定文号", max_length=60)
    on = day_field("认定日期")


class VisitForm(forms.Form):
    kind = forms.ChoiceField(label="事项", choices=Visit.choices)
    planned_on = day_field("计划日期")


class HoldForm(StepForm):
    held_on = day_field("实施日期")
    conclusion = text_field("结论", rows=4, max_length=3000)


class FindingForm(StepForm):
    severity = forms.ChoiceField(label="严重程度", choices=Severity.choices)
    what = text_field("问题", rows=3, max_length=1000)
    demand = text_field("整改要求", rows=3, max_length=1000)
    due_on = day_field("整改期限")


MOMENT = "%Y-%m-%dT%H:%M"


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


class AssetForm(forms.ModelForm):
    class Meta:
        model = Asset
        fields = (
            "kind", "name", "cloud", "owner", "operator", "site", "contract", "warranty_until", "specification",
            "count",
        )  # fmt: skip
        widgets: ClassVar = {"warranty_until": DAY}


class NormForm(forms.ModelForm):
    text = text_field("内容", rows=10, max_length=20_000)
    valid_from = day_field("生效日")

    class Meta:
        model = Norm
        fields = ("title", "cloud")


class NormVersionForm(forms.Form):
    text = text_field("内容", rows=10, max_length=20_000)
    valid_from = day_field("生效日")


class ContractForm(forms.ModelForm):
    class Meta:
        model = ServiceContract
        fields = ("platform", "number", "provider", "content", "amount", "starts_on", "ends_on", "promised")
        widgets: ClassVar = {"starts_on": DAY, "ends_on": DAY}


class DutyForm(forms.ModelForm):
    class Meta:
        model = DutyShift
        fields = ("day", "person", "phone", "note")
        widgets: ClassVar = {"day": DAY}


class IncidentForm(forms.ModelForm):
    class Meta:
        model = Incident
        fields = ("platform", "severity", "happened_at", "what")
        widgets: ClassVar = {"happened_at": moment_input(), "what": forms.Textarea(attrs={"rows": 3})}

    def clean_happened_at(self):
        at = self.cleaned_data["happened_at"]
        if at > timezone.now():
            raise forms.ValidationError("发生时间不能晚于现在。")
        return at


class ChangeForm(forms.ModelForm):
    class Meta:
        model = ServiceChange
        fields = ("platform", "what", "window_from", "window_to", "fallback")
        widgets: ClassVar = {
            "window_from": moment_input(), "window_to": moment_input(), "what": forms.Textarea(attrs={"rows": 3}),
            "fallback": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip


class RestoreForm(StepForm):
    restored_at = forms.DateTimeField(label="恢复时间", widget=moment_input())


class CauseForm(StepForm):
    cause = text_field("原因", rows=3, max_length=1000)
    measures = text_field("改进措施", rows=3, max_length=1000)


class DownForm(StepForm):
    minutes = forms.IntegerField(label="实际停用（分钟）", min_value=0, max_value=100_000, initial=0)


class PlanForm(SharedDraftForm):
    lines = text_field(
        "分年度安排",
        rows=6,
        max_length=10_000,
        help_text="一行一条：年度、建设内容、估算（元），以空格分开。例如：2027 政务云扩容 3000000",
    )

    class Meta:
        model = Plan
        fields = ("name", "summary", "platforms")
        widgets: ClassVar = {"platforms": forms.CheckboxSelectMultiple, "summary": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            rows = (f"{one.year} {one.content} {one.amount:f}" for one in self.instance.years.all())
            self.fields["lines"].initial = "\n".join(rows)

    def clean_lines(self):
        found, wrong = [], []
        for place, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            year, _, rest = line.strip().partition(" ")
            content, _, amount = rest.strip().rpartition(" ")
            number = asked_number(year, None, least=2000, most=2100)
            if number and content.strip() and _is_sum(amount):
                found.append({"year": number, "content": content.strip()[:500], "amount": Decimal(amount)})
            else:
                wrong.append(f"第 {place} 行应为“年度 建设内容 估算”，估算只写数字。")
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _is_sum(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and len(text) <= 14


class PlanProjectsForm(StepForm):
    projects = forms.ModelMultipleChoiceField(
        label="属于本规划的项目", queryset=Project.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Project.objects.visible_to(self.post).filter(is_classified=False)
        if self.obj.kind == "department":
            seen = seen.filter(unit=self.obj.unit_id)
        self.fields["projects"].queryset = seen.order_by("-created_at")
        self.fields["projects"].initial = self.obj.projects.all()


class JudgeForm(StepForm):
    note = text_field("审查意见", rows=3, max_length=1000)


class BuyWhyForm(StepForm):
    why = text_field("购置理由", rows=3, max_length=1000)


class PurchaseForm(forms.Form):
    reason = text_field(
        "购置理由", rows=4, max_length=1000, help_text="写明云资源为什么不能满足，例如须本地部署的依据。"
    )
