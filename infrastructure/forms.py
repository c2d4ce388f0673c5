from django import forms

from infrastructure.models import Platform, RunningSystem


class PlatformForm(forms.ModelForm):
    class Meta:
        model = Platform
        fields = ("name", "kind", "operator", "capacity", "norms")


class SystemForm(forms.ModelForm):
    class Meta:
        model = RunningSystem
        fields = ("name", "purpose", "host", "shares", "in_use_since")
        widgets = {"in_use_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        # The unit is the post's own and stands on the row before it is validated.
        self.instance.unit = post.organisation
