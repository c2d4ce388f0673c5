import django_filters as df

from infrastructure.choices import AssetKind, Cloud
from infrastructure.models import Asset
from projects.filters import ANY


class AssetFilter(df.FilterSet):
    kind = df.ChoiceFilter(label="类别", choices=AssetKind.choices, empty_label=ANY)
    cloud = df.ChoiceFilter(label="云平台", choices=Cloud.choices, empty_label=ANY)
    q = df.CharFilter(label="名称", field_name="name", lookup_expr="icontains")

    class Meta:
        model = Asset
        fields: list[str] = []
