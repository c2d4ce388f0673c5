"""A note on a page."""

from typing import Any

from django import forms

from workflow.forms import text_field

# Without a script one says roughly where; a click on the page says it exactly.
PLACES = (("100", "页面上部"), ("500", "页面中部"), ("900", "页面下部"))


class NoteForm(forms.Form):
    text = text_field("批注", rows=2, max_length=500)
    where = forms.ChoiceField(label="位置", choices=PLACES, required=False)
    x = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)
    y = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)

    def place_and_text(self) -> dict[str, Any]:
        data = self.cleaned_data
        rough = int(data.get("where") or PLACES[0][0])
        x, y = data.get("x"), data.get("y")
        return {"x": 500 if x is None else x, "y": rough if y is None else y, "text": data["text"]}
