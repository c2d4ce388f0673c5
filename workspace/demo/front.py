"""What the front half has under way as of today: the library merged, split and changed at once, money that is filed
early, tenders that are not over, what the supervising bodies note, the scan of an instruction."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import store_attachment
from oversight.models import Breach
from projects.choices import UPPER_SOURCES, SupervisionKind
from projects.models import Project
from projects.paths import Builder, Path
from projects.services import apply_bulk
from projects.states import Stage
from workspace.demo import papers

SEVERAL = 3


class Front:
    """One pass over the finished years; what no project offers itself for stays out."""

    def __init__(self, world: Any) -> None:
        self.act, self.posts = world.act, world.city.posts
        self.clerk, self.leader = self.posts["office_clerk"], self.posts["office_leader"]
        self.today = timezone.localdate()

    def show(self) -> None:
        self.merge_and_split()
        self.change_many()
        self.file_early()
        self.tenders()
        self.supervise()
        self.scan_instructions()

    def _clerk_of(self, project: Project) -> Post:
        return Post.objects.current().filter(role=Role.APPLICANT, organisation=project.unit).order_by("pk")[0]

    def _library(self) -> list[Project]:
        rows = Project.objects.filter(stage=Stage.LIBRARY, builder=Builder.DEPARTMENT, list_lines=None)
        return list(rows.select_related("unit").order_by("-admitted_at", "pk"))

    def merge_and_split(self) -> None:
        by_unit: dict[Any, list[Project]] = {}
        for project in self._library():
            by_unit.setdefault(project.unit_id, []).append(project)
        pair = next((rows for rows in by_unit.values() if len(rows) > 1), None)
        if pair:
            self.act(
                pair[0], "merge_entry", self.leader, into=pair[1], reason="建设内容相互衔接，合并为一个项目实施。"
            )
        large = next(
            (one for one in self._library() if one.declared_sum >= 2_400_000 and one not in (pair or ())), None
        )
        if large is not None:
            half = (large.declared_sum / 2).quantize(large.declared_sum)
            parts = [(f"{large.name}（应用部分）", half), (f"{large.name}（数据部分）", large.declared_sum - half)]
            self.act(
                large, "split_entry", self.leader, parts=parts, reason="应用和数据分属两个年度实施，各自可独立验收。"
            )

    def change_many(self) -> None:
        """Undoable until somebody changes one of them."""
        rows = self._library()[:SEVERAL]
        if len(rows) == SEVERAL:
            year = max(one.planned_year for one in rows)
            if any(one.planned_year != year for one in rows):
                apply_bulk(projects=rows, field="planned_year", value=year, post=self.clerk)

    def file_early(self) -> None:
        """Of money of the nation and the province: two filed, one handed in, one being prepared."""
        rows = Project.objects.filter(
            application__sources__kind__in=UPPER_SOURCES, admitted_at__isnull=False, filings=None, suspended_at=None
        )
        rows = rows.filter(stage__in=(Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING))
        ends = ("confirm", "confirm", "submit", "")
        for project, last in zip(rows.select_related("unit").distinct().order_by("number"), ends, strict=False):
            self.act(project, "apply_early_filing", self._clerk_of(project))
            filing = project.filings.get()
            if last:
                data = {"procedure": f"省级主管部门初步设计批复 川数函〔{self.today.year}〕{filing.pk.int % 90 + 1}号"}
                filing = self.act(filing, "submit", self._clerk_of(project), **data, statement="")
            if last == "confirm":
                self.act(filing, "confirm", self.clerk)

    def tenders(self) -> None:
        """Being prepared, handed in, doubted, and one that failed and begins anew."""
        rows = Project.objects.filter(Q(tender=None), stage=Stage.APPROVED, path=Path.TENDER, suspended_at=None)
        rows = rows.select_related("unit").order_by("number")
        for project, last in zip(rows, ("", "submit", "doubt", "fail"), strict=False):
            clerk = self._clerk_of(project)
            self.act(project, "apply_tender", clerk)
            tender = Project.objects.get(pk=project.pk).tender
            if not last:
                continue
            tender = self.act(tender, "submit_before", clerk, **self._before(project))
            if last == "submit":
                continue
            tender = self.act(tender, "file_before", self.clerk)
            if last == "fail":
                self.act(tender, "fail", clerk, reason="递交投标文件的投标人不足三家，依法重新招标。")
            else:
                what = {"kind": "doubt", "by": "绵阳某科技有限公司", "what": "评分办法中的业绩要求与项目规模不相称。"}
                self.act(tender, "raise_doubt", clerk, raised_on=self._ago(2), **what)

    def _before(self, project: Project) -> dict[str, Any]:
        return {
            "scope": f"{project.name}的开发、集成和运行维护",
            "method": "public",
            "organisation": "agency",
            "agency": "四川某招标代理有限公司",
            "noticed_on": self._ago(30),
            "documents_on": self._ago(29),
            "opening_on": self._ago(-6),
            "medium": "四川省公共资源交易信息网",
            "network": "部署于政务云，接入电子政务外网，不另建专网。",
        }

    def _ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    def supervise(self) -> None:
        """Both bodies: a remark, a demand that is open, one that is answered."""
        texts = (
            ("招标文件公示期符合规定。", "", 0),
            ("合同公告晚于规定时限。", "补办合同公告并说明原因。", 7),
            ("中标候选人公示期不足三日。", "补足公示并报说明。", 5),
        )
        bodies = (
            ("drc", SupervisionKind.TENDER, Path.TENDER),
            ("finance", SupervisionKind.PROCUREMENT, Path.PROCUREMENT),
        )
        for body, kind, path in bodies:
            rows = Project.objects.filter(path=path, stage__in=(Stage.APPROVED, Stage.BUILDING), suspended_at=None)
            told = zip(rows.select_related("unit").order_by("number"), texts, strict=False)
            for place, (project, (finding, demand, days)) in enumerate(told):
                due = self._ago(-days) if demand else None
                data = {"kind": kind, "finding": finding, "demand": demand, "due_on": due}
                self.act(project, "note_supervision", self.posts[body], **data)
                if place == SEVERAL - 1:
                    note = project.supervision_notes.latest("pk")
                    answer = {"note": note, "answer": "已补足公示，说明随文报送。"}
                    self.act(project, "answer_supervision", self._clerk_of(project), **answer)

    def scan_instructions(self) -> None:
        for breach in Breach.objects.exclude(instructed_by="").select_related("project", "created_by")[:SEVERAL]:
            scan = papers.pdf("领导批示", f"批示人：{breach.instructed_by}", breach.facts[:60])
            if breach.may_attach(breach.created_by):
                store_attachment(
                    upload=scan,
                    thread_id=breach.project_id,
                    subject=breach,
                    slot="instruction",
                    post=breach.created_by,
                )


def fill_front(world: Any) -> None:
    Front(world).show()
