from django import forms

from sharing.models import InformationResource


class ResourceForm(forms.ModelForm):
    class Meta:
        model = InformationResource
        fields = ("code", "name", "kind", "base", "sharing", "basis", "cycle", "items")
        help_texts = {
            "base": "基础信息资源填写，其余留空。",
            "basis": "不予共享的填写法律法规或政策依据。",
            "items": "逐项写明，用顿号分开。",
        }

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        # The provider is the post's own unit and stands on the row before it is validated.
        self.instance.provider = post.organisation
