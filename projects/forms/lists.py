from django import forms
from django.utils import timezone

from workflow.forms import money_field


class ListCreateForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    ceiling = money_field("年度盘子", required=False, help_text="可以以后再填；提交审定时合计不得超过盘子。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1
