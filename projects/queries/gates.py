"""The gates of 发改委 and 财政局."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Document
from projects.lateness import lapsed_projects
from projects.models import Project
from projects.paths import FISCAL_GATE, Path
from projects.queries.lists import listable
from projects.rooms import asked_of_projects
from projects.states import SUPERSEDABLE
from workflow.panel import PanelStep, panel_step
from workflow.rules import Verdict


@dataclass(frozen=True)
class GateRow:
    """One project before the gate: may it be approved, and why not."""

    project: Project
    allowed: bool
    passed: bool
    verdicts: list[Verdict]
    note: str
    step: PanelStep
    paper: Document | None

    @property
    def mends(self) -> list[tuple[str, str]]:
        """What this body itself does about a refusal."""
        return [mend for verdict in self.verdicts if verdict.rule.mender for mend in verdict.mends]


# role: (paths that lead to this gate, its act before the building and, once a change has reopened it, during it)
GATES: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    Role.DRC: ((Path.TENDER,), ("approve_project", "reapprove_project")),
    Role.FINANCE: (FISCAL_GATE, ("approve_procurement", "reapprove_procurement")),
}


def at_gate(post: Post) -> QuerySet[Project]:
    """All that is to pass this gate or has passed it."""
    return listable(post).filter(path__in=GATES[post.role][0])


def waiting_at_gate(post: Post) -> QuerySet[Project]:
    """The stage never goes back: an approval that a change made void waits again at its later stage.

    What has lapsed waits for its unit; the look-up and the supervision list still say so.
    """
    due = at_gate(post).filter(pre_approved_at__isnull=False, approved_at__isnull=True)
    return due.filter(stage__in=SUPERSEDABLE).exclude(lapsed_projects()).order_by("pre_approved_at")


def found_at_gate(post: Post, words: str) -> QuerySet[Project]:
    """By number, name, unit or the number of the 预审批复."""
    found = at_gate(post).order_by("-created_at")
    for word in words.split()[:8]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(unit__short_name__icontains=word)
            | Q(pre_approval_number__icontains=word)
        )
    return found


def gate_rows(projects: Iterable[Project], post: Post) -> list[GateRow]:
    """The rules of the act itself say yes or no; one query for the papers."""
    listed = list(projects)
    prefetch_related_objects(listed, "procurement_lines", "prereviews", *asked_of_projects())
    numbers = [project.pre_approval_number for project in listed if project.pre_approval_number]
    papers = {paper.number: paper for paper in Document.objects.visible_to(post).filter(number__in=numbers)}
    return [_gate_row(project, post, papers.get(project.pre_approval_number)) for project in listed]


def _gate_row(project: Project, post: Post, paper: Document | None) -> GateRow:
    acts = [project.machine.by_name[name] for name in GATES[post.role][1]]
    step = next((act for act in acts if project.stage in act.source), acts[0])
    item = panel_step(project, step, post)
    open_ = project.approved_at is None and project.stage in step.source
    note = ""
    if project.approved_at:
        note = f"已于 {timezone.localdate(project.approved_at)} 审批，文号 {project.approval_number}"
    elif not open_:
        note = f"项目处于“{project.state_label}”，不在可以审批的阶段"
    passed = project.approved_at is not None
    return GateRow(project, item.allowed and open_, passed, item.verdicts if open_ else [], note, item, paper)
