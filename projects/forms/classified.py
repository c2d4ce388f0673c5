from django import forms

from accounts.models import Organisation
from accounts.roles import UNIT_KINDS, Role
from projects.choices import Category
from projects.paths import Path


class ClassifiedForm(forms.Form):
    """What a register entry may hold on an ordinary network (article 24)."""

    code_name = forms.CharField(label="代号", max_length=40, help_text="不得反映项目名称和内容。")
    level = forms.ChoiceField(label="密级", choices=[("秘密", "秘密"), ("机密", "机密"), ("绝密", "绝密")])
    unit = forms.ModelChoiceField(label="单位", queryset=Organisation.objects.none())
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    path = forms.ChoiceField(
        label="采购路径", choices=[(path.value, path.label) for path in (Path.TENDER, Path.PROCUREMENT)]
    )

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        units = Organisation.objects.filter(kind__in=sorted(UNIT_KINDS)).order_by("name")
        own = units.filter(pk=post.organisation_id)
        self.fields["unit"].queryset = units if post.role == Role.SECRECY else own
        self.fields["unit"].initial = post.organisation_id
