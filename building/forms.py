import datetime

from django import forms
from django.utils import timezone

from building.models import DispatchReport, KeyEquipment, Milestone, Problem, SecurityRecord
from building.planning import is_fixed
from building.queries import begun_before, last_month, month_of, open_months
from documents.forms import PaperField
from documents.sniffing import JPEG, PNG
from projects.choices import SecurityLevel
from projects.forms.steps import not_later_than_today
from workflow.forms import StepForm, day_field, text_field

ROWS = 8


class MilestonesForm(StepForm):
    """Up to eight lines. One that stands is named by its row, so that it stays itself wherever others go; one that is
    done keeps name and day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = list(self.obj.milestones.all())
        self.lines = {str(one.pk): one for one in there}
        self.lines |= {f"new_{number}": None for number in range(1, ROWS + 1 - len(there))}
        for number, (line, one) in enumerate(self.lines.items(), start=1):
            done = bool(one and one.done_on)
            self.fields[f"name_{line}"] = forms.CharField(
                label=f"节点 {number}", max_length=60, required=False, initial=one and one.name, disabled=done
            )
            self.fields[f"planned_{line}"] = day_field(
                "计划日期", required=False, initial=one and one.planned_on, disabled=done
            )
            self.fields[f"responsible_{line}"] = forms.CharField(
                label="责任人", max_length=60, required=False, initial=one and one.responsible
            )
        if there and is_fixed(self.obj):
            self.fields["why"] = forms.CharField(
                label="调整理由",
                max_length=300,
                required=False,
                help_text="已经开工：调整的须写明理由，原计划和新计划都记入办理过程；逾期仍按首次计划计算。",
            )

    def rows(self):
        for line in self.lines:
            yield [self[f"{part}_{line}"] for part in ("name", "planned", "responsible")]

    def clean(self):
        data = super().clean()
        rows = []
        for line, one in self.lines.items():
            name, planned = data.get(f"name_{line}"), data.get(f"planned_{line}")
            if bool(name) != bool(planned):
                self.add_error(f"name_{line}", "节点和计划日期都要填写。")
            elif name:
                row = {"name": name, "planned_on": planned, "responsible": data.get(f"responsible_{line}", "")}
                rows.append({"pk": one and one.pk, **row})
        if not rows and not self.errors:
            raise forms.ValidationError("至少填写一个节点。")
        if len({row["name"] for row in rows}) < len(rows):
            raise forms.ValidationError("两个节点同名，请加以区别。")
        return {"rows": rows, "why": data.get("why", "")}


class ReachForm(StepForm):
    milestone = forms.ModelChoiceField(label="里程碑", queryset=None)
    done_on = day_field("实际完成日期", validators=[not_later_than_today], initial=timezone.localdate)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = self.obj.milestones.filter(done_on__isnull=True)


class DispatchForm(StepForm):
    """Five cells; they begin as those of the month before (复制上月). A month that was missed can still be given."""

    month = forms.TypedChoiceField(label="月份", coerce=datetime.date.fromisoformat)
    progress = forms.IntegerField(label="总体进度（%）", min_value=0, max_value=100)
    done = text_field("本月完成", rows=2, max_length=300)
    coming = text_field("下月计划", rows=2, max_length=300)
    problems = text_field("问题和需协调事项", rows=2, max_length=300, required=False)
    money = forms.CharField(label="资金使用", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = open_months(self.obj)
        self.fields["month"].choices = [(one.isoformat(), f"{one:%Y年%m月}") for one in months]
        self.fields["month"].initial = months[-1].isoformat()
        if len(months) > 1:
            self.fields["month"].help_text = "上月尚未填报，可以补报；报出后不再更改。"
        last = self.obj.dispatch_reports.first()
        for name in DispatchReport.CELLS if last else ():
            self.fields[name].initial = getattr(last, name)
        if last and last.month != month_of():
            self.fields["progress"].help_text = f"已复制 {last.month:%Y年%m月} 的内容，请按本月情况修改。"


class ProblemForm(StepForm):
    level = forms.ChoiceField(label="程度", choices=Problem.Level.choices)
    text = text_field("问题或风险", rows=3, max_length=500)
    measure = forms.CharField(label="措施和责任人", max_length=300)
    due_on = day_field("期限")


class SolveForm(StepForm):
    problem = forms.ModelChoiceField(label="问题", queryset=None)
    solved_on = day_field("解决日期", validators=[not_later_than_today], initial=timezone.localdate)
    outcome = forms.CharField(label="解决情况", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = self.obj.problems.filter(solved_on__isnull=True)


class SupervisionForm(StepForm):
    """A month's report is written when the month is over: last month's as well as this one's."""

    month = forms.TypedChoiceField(label="月份", coerce=datetime.date.fromisoformat)
    text = text_field("质量、进度、投资和问题", rows=5)
    paper = PaperField(label="监理月报", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this = month_of()
        months = [last_month(this), this] if begun_before(self.obj, this) else [this]
        self.fields["month"].choices = [(one.isoformat(), f"{one:%Y年%m月}") for one in months]
        wrote = self.obj.supervision_reports.filter(month=months[0]).exists()
        self.fields["month"].initial = months[-1 if wrote else 0].isoformat()


class PicturesField(PaperField):
    """Several pictures at once."""

    MOST = 6

    class Several(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Several

    def __init__(self, **kwargs):
        super().__init__(kinds=(JPEG, PNG), refusal="照片应为 jpg 或 png。", **kwargs)

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError("请选择照片。")
        if len(files) > self.MOST:
            raise forms.ValidationError(f"一次最多上传 {self.MOST} 张。")
        return [super(PicturesField, self).clean(one, initial) for one in files]


class PhotosForm(StepForm):
    pictures = PicturesField(label="照片", help_text="jpg、png，一次最多 6 张；涉密场所不得拍摄上传。")
    caption = forms.CharField(label="说明", max_length=120)
    taken_on = day_field("拍摄日期", validators=[not_later_than_today], initial=timezone.localdate)
    milestone = forms.ModelChoiceField(label="里程碑", queryset=Milestone.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = self.obj.milestones.all()


class SecurityForm(StepForm):
    """Each part is whole or empty; what was typed before stands in the fields."""

    PARTS = (
        ("filed_on", "filing_number"),
        ("assessed_on", "assessor", "outcome"),
        ("crypto_on", "crypto_assessor", "crypto"),
    )

    level = forms.ChoiceField(label="等保级别", choices=SecurityLevel.choices)
    filed_on = day_field("等保备案日期", required=False, validators=[not_later_than_today])
    filing_number = forms.CharField(label="备案证明编号", max_length=60, required=False)
    assessed_on = day_field("等保测评日期", required=False, validators=[not_later_than_today])
    assessor = forms.CharField(label="测评机构", max_length=120, required=False)
    outcome = forms.ChoiceField(label="测评结论", choices=[("", "—"), *SecurityRecord.Outcome.choices], required=False)
    crypto_on = day_field("密码评估日期", required=False, validators=[not_later_than_today])
    crypto_assessor = forms.CharField(label="密码评估机构", max_length=120, required=False)
    crypto = forms.ChoiceField(
        label="密码评估结论", choices=[("", "—"), *SecurityRecord.Crypto.choices], required=False
    )
    no_key_equipment = forms.BooleanField(label="未使用网络关键设备和网络安全专用产品", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        record = getattr(self.obj, "security_record", None)
        for name, field in self.fields.items():
            if record is not None and hasattr(record, name):
                field.initial = getattr(record, name)
        if record is None:
            self.fields["level"].initial = getattr(getattr(self.obj, "application", None), "security_level", "")

    def clean(self):
        data = super().clean()
        for part in self.PARTS:
            filled = [name for name in part if data.get(name)]
            if filled and len(filled) < len(part):
                for name in part:
                    if not data.get(name) and name not in self.errors:
                        self.add_error(name, "同一事项的日期、机构和结论要一并填写。")
        if data.get("no_key_equipment") and self.obj.key_equipment.exists():
            self.add_error("no_key_equipment", "已登记关键设备清单，二者不能并存。")
        return data


class EquipmentForm(StepForm):
    """Up to twelve; empty lines are left out."""

    LINES, PARTS = 12, ("name", "model", "certificate", "valid_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = list(self.obj.key_equipment.all())
        for number in range(1, self.LINES + 1):
            row = there[number - 1] if number <= len(there) else None
            for part in self.PARTS:
                label = str(KeyEquipment._meta.get_field(part).verbose_name)
                initial = row and getattr(row, part)
                self.fields[f"{part}_{number}"] = (
                    day_field(label, required=False, initial=initial)
                    if part == "valid_until"
                    else forms.CharField(label=label, max_length=80, required=False, initial=initial)
                )

    def rows(self):
        for number in range(1, self.LINES + 1):
            yield [self[f"{part}_{number}"] for part in self.PARTS]

    def clean(self):
        data = super().clean()
        rows = []
        for number in range(1, self.LINES + 1):
            row = {part: data.get(f"{part}_{number}") for part in self.PARTS}
            if any(row.values()) and not all(row.values()):
                self.add_error(f"name_{number}", "名称、型号、证书号和有效期都要填写。")
            elif all(row.values()):
                rows.append(row)
        if len({(row["name"], row["model"]) for row in rows}) < len(rows):
            raise forms.ValidationError("同一产品型号只填一行。")
        return {"rows": rows}


class AgencyForm(StepForm):
    why = text_field("不引入代理的理由", rows=4, max_length=1000, help_text="单位自身的技术和管理力量、类似项目经验等")


class MajorForm(StepForm):
    why = text_field("列为重大项目的理由", rows=2, max_length=300)
