from django import forms

from projects.models import Project
from workflow.forms import StepForm, text_field


class WhyForm(StepForm):
    """Decided with a reason; it is shown whenever the pair or the group comes up again."""

    why = text_field("判定理由", max_length=2000, help_text="对照依据写明：相同或不同在哪里。以后审查时都会看到。")


class MergeForm(WhyForm):
    into = forms.ModelChoiceField(label="合并后保留的项目", queryset=Project.objects.none())
    why = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = self.obj.parts.all()
        live = self.obj.live_parts()
        self.fields["into"].initial = live[0].pk if len(live) == 1 else None
