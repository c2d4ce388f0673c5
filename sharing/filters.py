import django_filters as df
from django.db.models import Q

from projects.filters import ANY
from sharing.choices import Kind, Sharing
from sharing.models import DataItem, InformationResource
from sharing.states import ResourceState


class ResourceFilter(df.FilterSet):
    """The catalogue searched by characters: name, code, provider, abstract, data items."""

    q = df.CharFilter(label="名称、代码、数据项或单位", method="by_words")
    kind = df.ChoiceFilter(label="类别", choices=Kind.choices, empty_label=ANY)
    sharing = df.ChoiceFilter(label="共享类型", choices=Sharing.choices, empty_label=ANY)
    state = df.ChoiceFilter(label="状态", choices=ResourceState.choices, empty_label=ANY)

    mine = df.ChoiceFilter(label="提供单位", choices=[("1", "本单位")], method="by_mine", empty_label=ANY)

    class Meta:
        model = InformationResource
        fields: list[str] = []

    def by_words(self, rows, name, words):
        for word in words.split():
            by_item = Q(pk__in=DataItem.objects.filter(name__icontains=word).values("resource"))
            found = Q(name__icontains=word) | Q(code__icontains=word) | Q(abstract__icontains=word) | by_item
            rows = rows.filter(found | Q(provider__name__icontains=word))
        return rows

    def by_mine(self, rows, name, value):
        return rows.filter(provider=self.request.post.organisation_id)
