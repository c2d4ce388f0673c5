from django import forms

from projects.models import Project
from projects.rules.wording import wan
from similarity.services import crossed_by
from workflow.forms import StepForm, text_field


class WhyForm(StepForm):
    """Decided with a reason; it is shown whenever the pair or the group comes up again."""

    why = text_field("判定理由", max_length=2000, help_text="对照依据写明：相同或不同在哪里。以后审查时都会看到。")


class PartChoice(forms.ModelMultipleChoiceField):
    """Each part with its unit and the sum by which it was found."""

    def label_from_instance(self, obj):
        return f"{obj.name}（{obj.unit.short_name}，{wan(obj.reviewed_sum or obj.declared_sum)}）"


class SplitForm(WhyForm):
    """Of the parts that were found together, those that are one purchase."""

    parts = PartChoice(
        label="属同一采购的项目",
        queryset=Project.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选至少两个；没有勾选的视为各自独立，不会就这一组再次提请判定。",
    )
    field_order = ("parts", "why")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        live = self.obj.live_parts()
        self.fields["parts"].queryset = self.obj.parts.filter(pk__in=[part.pk for part in live]).select_related("unit")
        self.fields["parts"].initial = [part.pk for part in live]

    def clean_parts(self):
        parts = self.cleaned_data["parts"]
        if len(parts) < 2:
            raise forms.ValidationError("化整为零至少有两个部分；只剩一个的，请认定各自独立。")
        if not crossed_by(self.obj, parts):
            raise forms.ValidationError("勾选的项目合计没有超过各自都不超过的限额，不构成化整为零（第十四条）。")
        return parts


class MergeForm(WhyForm):
    into = forms.ModelChoiceField(label="合并后保留的项目", queryset=Project.objects.none())
    why = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = self.obj.confirmed.all()
        live = self.obj.live_parts()
        self.fields["into"].initial = live[0].pk if len(live) == 1 else None
