from django import forms

from workflow.machines import Step

DATE = {"type": "date"}


class StepForm(forms.Form):
    """The form of one step. Subclasses add fields; the reason is added where the step must state one.

    Built with `obj`, `post` and `step`, so that choices can depend on them.
    """

    def __init__(self, *args, obj, post, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        self.obj, self.post, self.step = obj, post, step
        if step.needs_reason:
            self.fields["reason"] = forms.CharField(
                label="理由",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text="请一次写明全部理由，对方将原样看到；并将永久记入办理过程。",
                error_messages={"required": f"{step.label}必须写明理由。"},
            )


def day_field(label: str, **kwargs) -> forms.DateField:
    """A date with the browser's own picker, which reads 2026-11-23 and no localised form."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **kwargs)


def money_field(label: str, **kwargs) -> forms.DecimalField:
    """Yuan with two decimals, never negative; the largest sum is below one trillion."""
    kwargs.setdefault("min_value", 0)
    return forms.DecimalField(label=f"{label}（元）", max_digits=14, decimal_places=2, **kwargs)


def text_field(label: str, *, rows: int = 4, max_length: int = 5000, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
