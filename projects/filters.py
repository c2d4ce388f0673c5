"""What a list can be narrowed by. The address carries it, so a link can be sent to a colleague."""

from decimal import Decimal

import django_filters
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from projects.choices import Category
from projects.lateness import late_projects
from projects.models import ListLine, Maturity, Priority, Project
from projects.paths import Path
from projects.queries import by_stage_order, stale_before, units_of
from projects.states import Stage

# Of a project of the city itself, not of a county; the dashboard says it with the same word.
CITY = "市本级"
WAN = Decimal(10000)
ANY = "全部"
# Article 23 as a filter: how it is done.
OUTSOURCED = [("1", "服务外包")]

# ?sort= value → what the database orders by. What is not here is not sorted by.
SORTS = {
    "number": "number",
    "name": "name",
    "unit": "unit__short_name",
    "stage": "stage_order",
    "category": "category",
    "planned_year": "planned_year",
    "declared_sum": "declared_sum",
    "budget_sum": "budget_sum",
    "state_since": "state_since",
    "planned_end": "planned_end",
    "admitted_at": "admitted_at",
    "created_at": "created_at",
}


def ordered(projects, sort):
    """By a whitelisted column, "-" for descending; the newest first where nothing is asked."""
    name = SORTS.get(sort.removeprefix("-"))
    if name is None:
        return projects.order_by("-created_at", "pk")
    if name == "stage_order":
        projects = by_stage_order(projects)
    return projects.order_by(("-" if sort.startswith("-") else "") + name, "-created_at", "pk")


def years():
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year + 3, this_year - 10, -1)]


def past_years():
    """What has a year behind it, and the next one, for which contracts and operation are agreed already."""
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year + 1, this_year - 15, -1)]


def of_words(words, prefix="", *also):
    """Every word must stand in the number, the name, the unit, or in one of `also`."""
    q = Q()
    for word in words.split()[:8]:
        names = (f"{prefix}number", f"{prefix}name", f"{prefix}unit__name", f"{prefix}unit__short_name", *also)
        one = Q()
        for name in names:
            one |= Q(**{f"{name}__icontains": word})
        q &= one
    return q


class ProjectFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称、编号、单位", method="by_words")
    stage = django_filters.ChoiceFilter(label="阶段", choices=Stage.choices, empty_label=ANY)
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=Organisation.objects.none(), empty_label=ANY)
    category = django_filters.ChoiceFilter(label="类别", choices=Category.choices, empty_label=ANY)
    planned_year = django_filters.ChoiceFilter(label="计划年度", choices=years, empty_label=ANY)
    late = django_filters.ChoiceFilter(
        label="是否逾期", choices=[("1", "逾期"), ("0", "按期")], method="by_late", empty_label=ANY
    )
    path = django_filters.ChoiceFilter(label="采购路径", choices=Path.choices, empty_label=ANY)
    county = django_filters.ChoiceFilter(label="县区", choices=[], method="by_county", empty_label=ANY)
    at_least = django_filters.NumberFilter(label="申报数不低于（万元）", method="by_least", min_value=0)
    at_most = django_filters.NumberFilter(label="申报数不高于（万元）", method="by_most", min_value=0)
    listed = django_filters.ChoiceFilter(label="列入清单", choices=years, method="by_list", empty_label=ANY)
    contracted = django_filters.ChoiceFilter(
        label="合同", choices=[("1", "已签合同"), ("0", "未签合同")], method="by_contract", empty_label=ANY
    )

    class Meta:
        model = Project
        fields = []

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        # The choices are what this post sees: a unit of which it sees nothing is not among them.
        units = list(units_of(self.queryset))
        self.filters["unit"].queryset = Organisation.objects.filter(pk__in=[unit.pk for unit in units])
        counties = sorted({unit.county for unit in units if unit.county})
        self.filters["county"].extra["choices"] = [(CITY, CITY), *((name, name) for name in counties)]

    @property
    def is_narrowed(self):
        return any(self.data.get(name) for name in self.filters)

    def by_words(self, projects, name, value):
        return projects.filter(of_words(value))

    def by_late(self, projects, name, value):
        # Not exclude(Q): a comparison with an absent date is neither, and such a project is on time.
        late = Project.objects.filter(late_projects()).values("pk")
        return projects.filter(pk__in=late) if value == "1" else projects.exclude(pk__in=late)

    def by_county(self, projects, name, value):
        return projects.filter(unit__county="" if value == CITY else value)

    def by_least(self, projects, name, value):
        return projects.filter(declared_sum__gte=value * WAN)

    def by_most(self, projects, name, value):
        return projects.filter(declared_sum__lte=value * WAN)

    def by_list(self, projects, name, value):
        lines = ListLine.objects.filter(annual_list__year=value, decision="approved", kind__in=("new", "adjusted"))
        return projects.filter(pk__in=lines.values("project_id"))

    def by_contract(self, projects, name, value):
        return projects.filter(contract_sum__gt=0) if value == "1" else projects.filter(contract_sum=0)


class LibraryFilter(ProjectFilter):
    """The library has one stage and no lateness; its years are the tabs above it."""

    stage = late = listed = contracted = None
    priority = django_filters.ChoiceFilter(
        label="优先级", choices=Priority.choices, method="by_priority", empty_label=ANY
    )
    maturity = django_filters.ChoiceFilter(
        label="成熟度", choices=Maturity.choices, method="by_maturity", empty_label=ANY
    )
    stale = django_filters.ChoiceFilter(
        label="年度确认", choices=[("1", "待确认"), ("0", "有效")], method="by_stale", empty_label=ANY
    )

    class Meta(ProjectFilter.Meta):
        pass

    def by_priority(self, projects, name, value):
        return self._of_entry(projects, name, int(value), Priority.MIDDLE)

    def by_maturity(self, projects, name, value):
        return self._of_entry(projects, name, int(value), Maturity.DRAWN)

    def _of_entry(self, projects, name, value, default):
        """A project without an entry has the default."""
        found = Q(**{f"library_entry__{name}": value})
        return projects.filter(found | Q(library_entry__isnull=True) if value == default else found)

    def by_stale(self, projects, name, value):
        day = stale_before()
        stale = Q(library_entry__confirmed_on__lte=day)
        stale |= Q(library_entry__isnull=True, admitted_at__date__lte=day)
        keys = Project.objects.filter(stale).values("pk")
        return projects.filter(pk__in=keys) if value == "1" else projects.exclude(pk__in=keys)


class AttemptFilter(django_filters.FilterSet):
    """Words and state, for lists of attempts; the states are those of the model's machine."""

    q = django_filters.CharFilter(label="项目名称、编号、单位、文号", method="by_words")
    state = django_filters.ChoiceFilter(label="状态", choices=[], empty_label=ANY)

    def __init__(self, data=None, queryset=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.filters["state"].extra["choices"] = self.queryset.model._meta.get_field("state").choices

    def by_words(self, rows, name, value):
        return rows.filter(of_words(value, "project__", "number"))
