from django import forms
from django.forms import modelform_factory

from accounts.models import Organisation, Post
from accounts.roles import UNIT_KINDS
from changes.choices import AMENDED, ASKED, REWRITTEN, ChangeKind
from changes.models import ChangeRequest, Reform
from funds.models import Contract
from projects.forms.application import list_formset
from projects.paths import Path, way_on
from workflow.forms import SharedDraftForm, StepForm, text_field


class ChangeStartForm(StepForm):
    kind = forms.ChoiceField(label="变更事项", choices=ChangeKind.choices)
    why = text_field("变更理由", max_length=2000)


class ChangeForm(SharedDraftForm):
    """What the request's kind asks for, and why; every field is demanded, but of a contract only what is amended."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name not in AMENDED
            if name in AMENDED:
                field.help_text = "不变更的不填。"
        if "contract" in self.fields:
            contracts = Contract.objects.filter(project=self.instance.project_id, state="active")
            self.fields["contract"].queryset = contracts
            if not self.instance.contract_id and contracts.count() == 1:
                self.initial["contract"] = contracts.get().pk
        if "new_path" in self.fields:
            project = self.instance.project
            paths = [path for path in Path if way_on(project, path) and path != project.path]
            self.fields["new_path"] = forms.ChoiceField(
                label="变更后的采购路径", choices=[("", "请选择"), *((path.value, path.label) for path in paths)]
            )
            self.initial.setdefault("new_path", self.instance.new_path)
        if "new_unit" in self.fields:
            units = (
                Organisation.objects.standing().filter(kind__in=UNIT_KINDS).exclude(pk=self.instance.project.unit_id)
            )
            # Who invests is not the buyer as well (article 3).
            self.fields["new_unit"].queryset = units.exclude(pk=self.instance.project.investor_id)


def line_formsets(change, data=None):
    """The lists that a request rewrites, by its own field; {field: formset}."""
    lists = REWRITTEN.get(change.kind, {})
    found = {field: list_formset(name, getattr(change, field) or [], data) for field, name in lists.items()}
    return {field: formset for field, formset in found.items() if formset is not None}


WIDGETS = {
    "why": forms.Textarea(attrs={"rows": 4}),
    "new_goals": forms.Textarea(attrs={"rows": 5}),
    "new_content": forms.Textarea(attrs={"rows": 7}),
    "new_end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "new_ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "new_warranty_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "new_amount": forms.NumberInput(attrs={"min": "0.01", "step": "0.01"}),
    "resume_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "new_sum": forms.NumberInput(attrs={"min": "0.01", "step": "0.01"}),
}


def form_of(kind: str) -> type[ChangeForm]:
    names = (*ASKED[kind], "why")
    widgets = {name: widget for name, widget in WIDGETS.items() if name in names}
    return modelform_factory(ChangeRequest, form=ChangeForm, fields=names, widgets=widgets)


class ReformForm(forms.ModelForm):
    """更名 or 并入; the model's own constraint says what each asks for."""

    class Meta:
        model = Reform
        fields = ("organisation", "kind", "new_name", "new_short_name", "into", "basis", "effective_on")
        widgets = {"effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = Organisation.objects.standing().order_by("name")
        self.fields["organisation"].queryset = self.fields["into"].queryset = standing
        self.fields["new_name"].help_text = "更名的填写"
        self.fields["into"].help_text = "并入的选择"

    def clean(self):
        data = super().clean()
        kind, organisation = data.get("kind"), data.get("organisation")
        if kind == "rename":
            for name in ("new_name", "new_short_name"):
                if not data.get(name):
                    self.add_error(name, "更名须写明新名称和简称。")
            data["into"] = None
            if Organisation.objects.filter(name=data.get("new_name")).exists():
                self.add_error("new_name", "已有同名单位；合并的请选“并入”。")
        elif kind == "merge":
            data["new_name"] = data["new_short_name"] = ""
            if not data.get("into") or data["into"] == organisation:
                self.add_error("into", "请选择并入的另一个单位。")
        if organisation and organisation.reforms.filter(state="entered").exists():
            self.add_error("organisation", "该单位已有一项登记待办理。")
        return data


class HandoverForm(forms.Form):
    leaver = forms.ModelChoiceField(Post.objects.none(), label="移交人")
    taker = forms.ModelChoiceField(Post.objects.none(), label="接手人")
    why = forms.CharField(label="移交原因", max_length=200, help_text="如：调离、退休、分工调整")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaver"].queryset = people
        self.fields["taker"].queryset = people & Post.objects.current()
        for name in ("leaver", "taker"):
            self.fields[name].label_from_instance = lambda post: f"{post.user}（{post.user.username}）"
