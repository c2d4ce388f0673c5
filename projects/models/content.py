"""The parts of an application that are lists: indicators, modules, data items, milestones, costs, present systems.

Named plainly, because duplicates, splits and data collected twice are looked for in them (articles 4, 14, 19).
"""

from django.db import models
from django.db.models import Q

from projects.models.application import Application
from projects.models.project import MONEY


class Row(models.Model):
    """One line of a list in an application; a save replaces the list as a whole."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")


class Indicator(Row):
    """A goal that can be measured."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="indicators")
    name = models.CharField("指标", max_length=120)
    unit = models.CharField("单位", max_length=20, blank=True)
    baseline = models.CharField("现状值", max_length=60, blank=True)
    target = models.CharField("目标值", max_length=60, blank=True)
    measure = models.CharField("怎样测量", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Module(Row):
    """A part of what is built."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="modules")
    name = models.CharField("分项名称", max_length=120)
    content = models.TextField("建设内容", blank=True)

    def __str__(self) -> str:
        return self.name


class DataItem(Row):
    """A piece of information that the project collects, takes from another body, or gives to others (article 19)."""

    class Direction(models.TextChoices):
        COLLECT = "collect", "自行采集"
        TAKE = "take", "共享取得"
        GIVE = "give", "提供共享"

    application = models.ForeignKey(Application, models.CASCADE, related_name="data_rows")
    direction = models.CharField("方式", max_length=10, choices=Direction.choices, default=Direction.COLLECT)
    name = models.CharField("数据项", max_length=120)
    definition = models.CharField("含义", max_length=300, blank=True)
    source = models.CharField("来源或对象", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Milestone(Row):
    application = models.ForeignKey(Application, models.CASCADE, related_name="milestones")
    name = models.CharField("里程碑", max_length=120)
    due_on = models.DateField("完成日期", null=True, blank=True)
    deliverable = models.CharField("交付成果", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class RunningCost(Row):
    """What operation will cost in a year, in yuan."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="running_costs")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("年度运维费用（元）", **MONEY)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta(Row.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="running_cost_not_negative")]

    def __str__(self) -> str:
        return f"{self.year}"


class PresentSystem(Row):
    """A system that the unit has. `system_id` names its row in the inventory, where it was picked from there."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="present_systems")
    name = models.CharField("现有系统", max_length=120)
    system_id = models.UUIDField("登记编号", null=True, blank=True)
    future = models.CharField("本项目建成后", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


# Name in the form and in the frozen content → model; in the order of the page.
LINES: dict[str, type[models.Model]] = {
    "present_systems": PresentSystem,
    "indicators": Indicator,
    "modules": Module,
    "data_rows": DataItem,
    "milestones": Milestone,
    "running_costs": RunningCost,
}
