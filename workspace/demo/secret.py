"""The register of classified projects: claimed, confirmed, and how far the papers have come (article 24)."""

import datetime

from django.utils import timezone

from accounts.models import Post
from projects.choices import Category
from projects.models import Project
from projects.paths import Path
from secrecy.choices import PaperKind
from secrecy.services import claim_classification, record_paper
from workspace.demo.clock import Script
from workspace.demo.world import World

REGISTER = (
    ("甲-01", "秘密", "gaj", Path.PROCUREMENT, Category.NETWORK, 0),
    ("甲-02", "机密", "office", Path.PROCUREMENT, Category.SECURITY, 1),
    ("乙-02", "秘密", "office", Path.PROCUREMENT, Category.EQUIPMENT, 2),
    ("乙-03", "秘密", "dag", Path.PROCUREMENT, Category.EQUIPMENT, 3),
    ("丙-04", "秘密", "jtj", Path.TENDER, Category.APPLICATION, 4),
)

# The year in which it began → how far it is: the eldest is in use, one was no secret, the youngest was referred.
FAR = {0: (8, "approve_use"), 1: (6, "record_assessment"), 2: (0, "reject"), 3: (3, "review_plan"), 4: (0, "refer")}
ORDER = ("review_plan", "record_assessment", "examine", "approve_use")
PAPERS = tuple(kind for kind in PaperKind if kind not in (PaperKind.IN_USE, PaperKind.FILING, PaperKind.OTHER))


class Secret:
    """One entry, acted by the unit's clerk and the bureau."""

    def __init__(self, world: World, project: Project, clerk: Post) -> None:
        self.world, self.project, self.clerk = world, project, clerk
        self.bureau = world.city.posts["secrecy"]

    def way(self, later: int) -> Script:
        papers, last = FAR[later]
        yield self.world.clock.after(6)
        today, claim = timezone.localdate(), self.project.classifications.get()
        if last == "reject":
            self.world.act(claim, "reject", self.bureau, reason="不在保密事项范围之内，按内部资料管理。")
            return
        if last == "refer":
            self.world.act(claim, "refer", self.bureau, number=f"广保报〔{today.year}〕2号", referred_on=today)
            return
        number = f"广保定〔{today.year}〕{later + 1}号"
        data = {"level": self.project.secrecy_level, "years": 10, "number": number, "decided_on": today}
        self.world.act(claim, "confirm", self.bureau, **data)
        for place, kind in enumerate(PAPERS[:papers]):
            yield self.world.clock.after(18)
            self.paper(kind, place)
        for step in ORDER[: ORDER.index(last) + 1]:
            yield self.world.clock.after(12)
            data = {"number": f"广保〔{timezone.localdate().year}〕{later + 5}号", "day": timezone.localdate()}
            self.world.act(self.project.protection, step, self.bureau, assessor="省涉密信息系统测评中心", **data)
            self.project.refresh_from_db()
        if last == ORDER[-1]:
            yield self.world.clock.after(3)
            self.paper(PaperKind.IN_USE, 9)

    def paper(self, kind: str, place: int) -> None:
        day: datetime.date = timezone.localdate()
        number = f"广机〔{day.year}〕{place * 7 + 3}号"
        record_paper(project=self.project, post=self.clerk, kind=kind, direction="received", number=number, day=day)


def classified(world: World, first_year: int, entry: tuple) -> Script:
    """A register entry (article 24): a code name, a level, a unit, and the numbers of what came by courier."""
    code, level, unit, path, category, later = entry
    yield world.clock.at(datetime.date(first_year + later, 5, 10))
    world.clock.minute()
    post = world.city.clerk(unit)
    project = claim_classification(
        post=post,
        code_name=f"{code}号工程",
        level=level,
        years=10 if level == "秘密" else 20,
        unit=post.organisation,
        path=path,
        category=category,
    )
    yield from Secret(world, project, post).way(later)
