"""Fees of a session and their payment."""

from django import forms

from experts.models import Fee
from workflow.forms import day_field


class FeesForm(forms.Form):
    length = forms.ChoiceField(label="时长", choices=Fee.Length.choices)


class PayForm(forms.Form):
    paid_on = day_field("发放日期")
    receipt = forms.CharField(label="签收或凭证号", max_length=60)
