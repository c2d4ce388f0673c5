from django import forms

from archives.models import SocialFiling
from workflow.forms import StepForm

DAY = {"type": "date"}


class SocialForm(forms.ModelForm):
    """The whole filing on one page."""

    class Meta:
        model = SocialFiling
        fields = SocialFiling.TEXTS
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "starts_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }
        help_texts = {"content": "建什么、为谁服务、是否与政务系统互联", "level": "如：等保二级；不定级的可不填"}

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "计划完工不能早于开工。")
        same = SocialFiling.objects.filter(unit=self.unit, name=data.get("name", "")).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("name", "本单位已备案过同名项目。")
        return data


class ResubmitForm(StepForm):
    """The same page again, as it was typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.inner = SocialForm(self.data or None, instance=self.obj, unit=self.obj.unit)
        for name, field in self.inner.fields.items():
            field.initial = self.inner.initial.get(name)
            self.fields[name] = field

    def clean(self):
        data = super().clean()
        if not self.inner.is_valid():
            for name, errors in self.inner.errors.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, errors)
        return data
