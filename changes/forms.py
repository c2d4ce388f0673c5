from django import forms
from django.forms import modelform_factory

from accounts.models import Organisation
from accounts.roles import UNIT_KINDS
from changes.choices import ASKED, ChangeKind
from changes.models import ChangeRequest
from funds.models import Contract
from projects.paths import Path, way_on
from workflow.forms import StepForm, text_field


class ChangeStartForm(StepForm):
    kind = forms.ChoiceField(label="变更事项", choices=ChangeKind.choices)
    why = text_field("变更理由", max_length=2000)


class ChangeForm(forms.ModelForm):
    """What the request's kind asks for, and why; every field is demanded."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
        if "contract" in self.fields:
            self.fields["contract"].queryset = Contract.objects.filter(project=self.instance.project_id)
        if "new_path" in self.fields:
            project = self.instance.project
            paths = [path for path in Path if way_on(project, path) and path != project.path]
            self.fields["new_path"] = forms.ChoiceField(
                label="变更后的采购路径", choices=[("", "请选择"), *((path.value, path.label) for path in paths)]
            )
            self.initial.setdefault("new_path", self.instance.new_path)
        if "new_unit" in self.fields:
            units = Organisation.objects.filter(kind__in=UNIT_KINDS).exclude(pk=self.instance.project.unit_id)
            self.fields["new_unit"].queryset = units


WIDGETS = {
    "why": forms.Textarea(attrs={"rows": 4}),
    "new_goals": forms.Textarea(attrs={"rows": 5}),
    "new_content": forms.Textarea(attrs={"rows": 7}),
    "new_end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "resume_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "new_sum": forms.NumberInput(attrs={"min": "0.01", "step": "0.01"}),
}


def form_of(kind: str) -> type[ChangeForm]:
    names = (*ASKED[kind], "why")
    widgets = {name: widget for name, widget in WIDGETS.items() if name in names}
    return modelform_factory(ChangeRequest, form=ChangeForm, fields=names, widgets=widgets)
