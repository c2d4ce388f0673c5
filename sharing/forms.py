import datetime
from typing import ClassVar

from django import forms
from django.forms import inlineformset_factory
from django.utils import timezone

from accounts.models import Organisation
from documents.forms import TableField
from documents.models import Attachment
from infrastructure.models import RunningSystem
from sharing.choices import Cycle, DataMode, Way
from sharing.models import (
    CatalogueCategory,
    CatalogueScheme,
    DataElement,
    DataItem,
    ElementName,
    InformationResource,
    NameRule,
    SourceOpinion,
)
from sharing.queries.elements import resources_of
from sharing.services.data import MOST_ROWS, how_to_fill, judge_table
from workflow.forms import SharedDraftForm, StepForm, day_field, text_field


class ResourceForm(SharedDraftForm):
    """The guide's fields; the extension fields of the scheme in force come behind them."""

    class Meta:
        model = InformationResource
        fields = (
            "name", "category", "kind", "base", "abstract", "format", "sharing", "condition", "basis", "way",
            "is_open", "open_condition", "cycle", "related_code",
        )  # fmt: skip
        widgets: ClassVar = {"abstract": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "base": "基础信息资源填写，其余留空。",
            "basis": "不予共享的填写法律、行政法规或党中央、国务院政策依据。",
            "condition": "有条件共享的填写。",
            "category": "资源代码按所选分类自动编排：类、项、目、细目/顺序号。",
        }

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        # The provider is the post's own unit and stands on the row before it is validated.
        if self.instance._state.adding:
            self.instance.provider = post.organisation
        self.fields["category"].queryset = CatalogueCategory.objects.filter(children__isnull=True)
        self.fields["category"].required = True
        if self.instance.code:
            self.fields["category"].disabled = True
        scheme = self.instance.scheme or CatalogueScheme.in_force()
        self.extension = scheme.extension() if scheme else []
        hint = "占位字段，待信息办对照省标准核定。" if scheme and scheme.provisional else ""
        for one in self.extension:
            kept = self.instance.extra.get(one["key"], "")
            self.fields[one["key"]] = forms.CharField(
                label=one["label"], required=False, max_length=200, initial=kept, help_text=hint
            )

    def clean(self):
        data = super().clean()
        self.instance.extra = {one["key"]: data[one["key"]] for one in self.extension if data.get(one["key"])}
        return data


class ItemForm(forms.ModelForm):
    class Meta:
        model = DataItem
        fields = ("name", "type", "length", "sharing", "open")


ItemFormSet = inlineformset_factory(
    InformationResource, DataItem, form=ItemForm, extra=4, can_delete=True, max_num=200, validate_max=True
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="目录编制表（.xlsx）",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="一行一个数据项，格式与导出的相同。",
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > 10 * 1024 * 1024:
            raise forms.ValidationError("文件超过 10 MB，请分次导入。")
        return upload


class ReasonForm(StepForm):
    reason = text_field("理由", rows=3, max_length=1000)


class OpenForm(StepForm):
    safe = forms.BooleanField(label="经审查不含涉密、个人隐私、商业秘密，可以开放", required=False)
    note = forms.CharField(label="审查意见", max_length=300)


class DataForm(StepForm):
    mode = forms.ChoiceField(
        label="方式", choices=DataMode.choices, widget=forms.RadioSelect, initial=DataMode.REPLACE,
        help_text="全部替换：原有数据清除，只留本次上传的；追加：接在原有数据之后。",
    )  # fmt: skip
    file = TableField(
        label="数据文件（.xlsx 或 .csv）", most=MOST_ROWS, help_text="第一行为数据项名称；不超过 20 MB、50000 行。"
    )

    def items(self):
        return [(item, how_to_fill(item)) for item in self.obj.items.all()]

    def clean(self):
        data = super().clean()
        if sheet := data.get("file"):
            data["table"] = judge_table(sheet, resource=self.obj)
        return data


class SharingRequestForm(StepForm):
    items = forms.ModelMultipleChoiceField(
        label="所需数据项", queryset=DataItem.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="只选履行职责必需的数据项（最小够用）。",
    )  # fmt: skip
    purpose = forms.CharField(label="用途", max_length=300)
    duty = forms.CharField(label="履职依据", max_length=300, help_text="法律法规或职责规定的名称和条款。")
    system = forms.ModelChoiceField(label="使用系统", queryset=RunningSystem.objects.none(), required=False)
    way = forms.ChoiceField(label="共享方式", choices=Way.choices)
    frequency = forms.ChoiceField(label="使用频次", choices=Cycle.choices, initial=Cycle.DAY)
    starts_on = day_field("使用期限起")
    ends_on = day_field("使用期限止")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = self.obj.items.exclude(sharing="none")
        self.fields["system"].queryset = RunningSystem.objects.visible_to(self.post).running()
        today = timezone.localdate()
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = today, today + datetime.timedelta(days=365)
        self.fields["way"].initial = self.obj.way

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "使用期限止不得早于起。")
        return data


class AgreeForm(StepForm):
    items = forms.ModelMultipleChoiceField(
        label="同意提供的数据项", queryset=DataItem.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    row_limit = forms.IntegerField(label="每次最多条数", min_value=1, max_value=1000, initial=100)
    daily_rows = forms.IntegerField(label="每日最多条数", min_value=1, max_value=1_000_000, initial=10_000)
    per_minute = forms.IntegerField(label="每分钟最多次数", min_value=1, max_value=600, initial=60)
    note = forms.CharField(label="提供条件和说明", max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = asked = self.obj.items.exclude(sharing="none")
        self.fields["items"].initial = asked


class RefuseForm(StepForm):
    basis = forms.CharField(
        label="法律依据", max_length=300, required=False, help_text="法律、行政法规或政策的名称和条款。"
    )


class DoubtForm(StepForm):
    item = forms.ChoiceField(label="有疑问的数据项")
    what = text_field("疑问", max_length=1000, help_text="写明是哪条数据、与什么不符。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item.name, item.name) for item in self.obj.items.all()]


class ReceiptForm(StepForm):
    file = forms.ModelChoiceField(label="收到的文件", queryset=None)
    sha256 = forms.CharField(label="校验值（SHA-256）", max_length=64, help_text="对下载到的文件计算所得。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].queryset = Attachment.objects.current_for(self.obj).filter(slot="exchange")


class OrderForm(forms.Form):
    system = forms.ModelChoiceField(label="系统", queryset=RunningSystem.objects.none())
    finding = text_field("发现的问题", rows=3, max_length=1000)
    demand = text_field("改造要求", rows=4, max_length=1000, help_text="一行一条。")
    due_on = day_field("完成期限")

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = RunningSystem.objects.visible_to(post).running().filter(shares=False)


class OrderPlanForm(StepForm):
    plan = text_field("改造方案", max_length=2000)


class OrderReportForm(StepForm):
    resource = forms.ModelChoiceField(label="新接口提供的资源", queryset=InformationResource.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = InformationResource.objects.filter(provider=self.obj.system.unit_id)
        self.fields["resource"].queryset = own.exclude(sharing="none")


class ElementForm(forms.ModelForm):
    words = text_field(
        "同义名称", rows=4, max_length=2000, required=False, help_text="一行一个。各部门对同一数据项的不同叫法。"
    )

    class Meta:
        model = DataElement
        fields = ("name", "definition", "type", "generic")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            names = self.instance.names.exclude(word=self.instance.name)
            self.fields["words"].initial = "\n".join(names.values_list("word", flat=True))

    def clean(self):
        data = super().clean()
        words = [data.get("name", ""), *data.get("words", "").splitlines()]
        data["names"] = list(dict.fromkeys(word.strip()[:80] for word in words if word.strip()))
        taken = ElementName.objects.filter(word__in=data["names"]).exclude(element=self.instance.pk)
        if other := taken.select_related("element").first():
            self.add_error("words", f"“{other.word}”已是数据元“{other.element}”的名称。")
        return data


class SchemeForm(forms.Form):
    """A new version: the fields of the one in force, with these extension fields behind them."""

    version = forms.CharField(label="版本", max_length=40, help_text="标准号或年份，不得与已有版本相同。")
    name = forms.CharField(label="名称", max_length=120)
    valid_from = day_field("生效日")
    extension = text_field(
        "扩展字段",
        rows=8,
        max_length=4000,
        help_text="一行一个；必填的在后面加一个星号。原有字段沿用同名的，不会丢失已填内容。",
    )

    def clean_version(self):
        version = self.cleaned_data["version"].strip()
        if CatalogueScheme.objects.filter(version=version).exists():
            raise forms.ValidationError("已有这个版本；方案只增不改。")
        return version

    def clean_extension(self):
        lines = [line.strip() for line in self.cleaned_data["extension"].splitlines() if line.strip()]
        labels = [line.rstrip("*＊").strip() for line in lines]
        if "" in labels or len(set(labels)) != len(labels):
            raise forms.ValidationError("扩展字段名称不能为空或重复。")
        return [(label, line[-1] in "*＊") for label, line in zip(labels, lines, strict=True)]


class NameRulesForm(forms.Form):
    within = text_field("名称中间略去的字词", rows=3, max_length=200, required=False, help_text="一行一个，例如：的。")
    ending = text_field(
        "名称末尾略去的字词",
        rows=6,
        max_length=400,
        required=False,
        help_text="一行一个，例如：号、编号。略去后至少留两个字。",
    )

    def clean(self):
        data = super().clean()
        for kind in NameRule.Kind.values:
            words = list(dict.fromkeys(line.strip() for line in data.get(kind, "").splitlines() if line.strip()))
            if any(len(word) > 10 for word in words):
                self.add_error(kind, "每个字词不超过 10 个字。")
            data[kind] = words
        return data


class CaseForm(forms.Form):
    proposed = forms.ModelChoiceField(label="建议数源单位", queryset=Organisation.objects.none())
    why = text_field("冲突情况和建议理由", max_length=1000)

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proposed"].queryset = Organisation.objects.filter(pk__in=bodies)


class CaseDecisionForm(StepForm):
    body = forms.ModelChoiceField(label="数源单位", queryset=Organisation.objects.none())
    resource = forms.ModelChoiceField(label="提供该数据的资源", queryset=InformationResource.objects.none())
    effective_on = day_field("生效日")
    decision = text_field("决定", max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = resources_of(self.obj.element)
        self.fields["resource"].queryset = found
        self.fields["body"].queryset = Organisation.objects.filter(
            pk__in=[*found.values_list("provider", flat=True), self.obj.proposed_id]
        )
        self.fields["body"].initial = self.obj.proposed_id
        self.fields["resource"].initial = found.filter(provider=self.obj.proposed_id).first()
        self.fields["effective_on"].initial = timezone.localdate()


class OpinionForm(StepForm):
    position = forms.ChoiceField(label="意见", choices=SourceOpinion.Position.choices)
    text = text_field("理由", rows=3, max_length=1000, required=False)

    def clean(self):
        data = super().clean()
        if data.get("position") not in (None, "agree") and not data.get("text", "").strip():
            self.add_error("text", "不同意或建议其他数源的，须写明理由。")
        return data


class AcceptCollectionForm(StepForm):
    note = text_field("审查意见", rows=3, max_length=1000)


class WhyForm(StepForm):
    why = text_field("采集理由", rows=3, max_length=1000)


class CollectForm(forms.Form):
    """What the unit does about one element that it would collect twice."""

    element = forms.ModelChoiceField(label="数据元", queryset=DataElement.objects.all())
    act = forms.ChoiceField(label="处理", choices=(("switch", "改为共享取得"), ("reason", "说明必须采集的理由")))
    reason = forms.CharField(label="理由", max_length=1000, required=False)

    def clean(self):
        data = super().clean()
        if data.get("act") == "reason" and not data.get("reason", "").strip():
            self.add_error("reason", "仍须自行采集的，须写明理由。")
        return data
