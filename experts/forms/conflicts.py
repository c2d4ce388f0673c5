"""What the office decides about conflicts."""

from django import forms

from experts.models import Expert


class RecusalForm(forms.Form):
    """The office adds a recusal."""

    expert = forms.ModelChoiceField(label="专家", queryset=Expert.objects.none())
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = Expert.objects.available().select_related("user").order_by("employer")
        self.fields["expert"].label_from_instance = lambda one: f"{one.name}（{one.employer}）"


class WaiverForm(forms.Form):
    expert = forms.ModelChoiceField(queryset=Expert.objects.all())
    code = forms.CharField(max_length=20)
    reason = forms.CharField(label="解除理由", max_length=300)
