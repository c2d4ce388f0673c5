"""The return that names everything at once: what is missing, why, by which article."""

from django import forms
from django.forms import formset_factory

from projects.models.corrections import OTHER
from workflow.articles import ARTICLES, cite
from workflow.forms import StepForm

MOST_ITEMS = 40


class CorrectionItemForm(forms.Form):
    """One item. The article is that of the field or paper unless the clerk names another."""

    what = forms.ChoiceField(label="字段或材料", required=False)
    label = forms.CharField(label="其他事项", max_length=120, required=False)
    reason = forms.CharField(label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    article = forms.ChoiceField(label="依据条款", required=False)

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {f"{kind}:{code}": (kind, code, label, article) for kind, code, label, article in known}
        choices = [(key, label) for key, (_kind, _code, label, _article) in self.known.items()]
        self.fields["what"].choices = [("", "（请选择）"), *choices, (OTHER, "其他（在右侧写明）")]
        self.fields["article"].choices = [("", "按字段"), *((number, cite(number)) for number in _articles())]

    @property
    def is_empty(self):
        data = self.cleaned_data
        return not (data.get("what") or data.get("label") or data.get("reason"))

    def clean(self):
        data = super().clean()
        if self.is_empty:
            return data
        if not data.get("reason"):
            self.add_error("reason", "每一项都要写明理由。")
        if not data.get("what"):
            self.add_error("what", "请选择字段或材料，或选“其他”。")
        elif data["what"] == OTHER and not data.get("label"):
            self.add_error("label", "请写明是什么事项。")
        return data

    def as_item(self):
        data = self.cleaned_data
        kind, code, label, article = self.known.get(data["what"], (OTHER, "", data.get("label"), "10"))
        return {
            "kind": kind,
            "code": code,
            "label": label,
            "reason": data["reason"],
            "article": data.get("article") or article,
        }


def _articles():
    return [str(article.number) for article in ARTICLES.values()]


class ReturnForm(StepForm):
    """Items, and words to the unit that stand beside them. At least one item."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = "总的说明（可不填）"
        self.fields["reason"].help_text = "逐项内容写在上表；这里可写联系方式或共同的要求，并永久记入办理过程。"
        known = self.obj.correction_choices()
        make = formset_factory(CorrectionItemForm, extra=3, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS)
        self.items = make(self.data if self.is_bound else None, prefix="items", form_kwargs={"known": known})

    def clean(self):
        data = super().clean()
        if not self.items.is_valid():
            # A page that did not send the table, or an item that is not whole: both are shown where they stand.
            raise forms.ValidationError("请逐项写明需要补正的内容和理由。")
        items = [form.as_item() for form in self.items if form.has_changed() and not form.is_empty]
        if not items:
            raise forms.ValidationError("请至少写明一项需要补正的内容；退回时应一次性告知全部内容。")
        data["items"] = items
        words = "；".join(f"{place}.{item['label']}：{item['reason']}" for place, item in enumerate(items, start=1))
        data["reason"] = "\n".join(part for part in (data.get("reason", "").strip(), words) if part)
        return data
