"""The register of classified projects: claimed, confirmed, and how far the papers have come (article 24)."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Post
from projects.models import Project
from secrecy.choices import PaperKind
from secrecy.services import record_paper

# The year in which it began → how far it is: the eldest is in use, one was no secret, the youngest was referred.
FAR = {0: (8, "approve_use"), 1: (6, "record_assessment"), 2: (0, "reject"), 3: (3, "review_plan"), 4: (0, "refer")}
ORDER = ("review_plan", "record_assessment", "examine", "approve_use")
PAPERS = tuple(kind for kind in PaperKind if kind not in (PaperKind.IN_USE, PaperKind.FILING, PaperKind.OTHER))


class Secret:
    """One entry, acted by the unit's clerk and the bureau."""

    def __init__(self, world: Any, project: Project, clerk: Post) -> None:
        self.world, self.project, self.clerk = world, project, clerk
        self.bureau = world.city.posts["secrecy"]

    def way(self, later: int) -> Any:
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
