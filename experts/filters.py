import django_filters as df
from django.db.models import Q

from experts.models import Expert, Field


class ExpertFilter(df.FilterSet):
    """The pool by words, field and status; what the address says is what the list shows."""

    q = df.CharFilter(label="姓名、单位、职称", method="by_words")
    field = df.ModelChoiceFilter(label="领域", queryset=Field.objects.all(), field_name="fields", to_field_name="code")
    status = df.ChoiceFilter(label="状态", choices=Expert.Status.choices)

    class Meta:
        model = Expert
        fields: list[str] = []

    def by_words(self, rows, name, words):
        for word in words.split():
            named = Q(user__display_name__icontains=word) | Q(employer__icontains=word)
            rows = rows.filter(named | Q(title__icontains=word))
        return rows
