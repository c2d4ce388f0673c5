"""Verbs of breaches and coordination matters (article 5)."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import Role
from documents.services import issue_document
from oversight import queries
from oversight.documents import assignment_context, breach_context, stop_context
from oversight.models import Assignment, Breach, BreachKind, Matter
from oversight.permits import BODY_ROLES
from oversight.states import AssignmentState, MatterState
from projects.models import Project
from projects.notices import tell_role, tell_unit
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.notices import notify
from workflow.parameters import parameter
from workflow.workdays import add_working_days

# --- breaches --------------------------------------------------------------------------------------------------------


def keep_breach(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: value for name, value in data.items() if name != "reason"}
    breach = Breach.objects.create(project=obj, created_by=post, **fields)
    record(subject=breach, action="record", label="记录违规", post=post, changes={"kind": ["", breach.kind]})
    text = f"《{obj.name}》记录违规：{breach.get_kind_display()}，{breach.due_on} 前整改"
    tell_unit(obj, text, url=breach.get_absolute_url())
    tell_role(obj, text, Role.OFFICE_LEADER, Role.LEADING_GROUP, url=breach.get_absolute_url())
    obj.next_url = breach.get_absolute_url()


def found_in_use(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: data[name] for name in ("happened_on", "facts", "found_by")}
    obj.next_url = record_use(project=obj, post=post, **fields).get_absolute_url()


def record_use(
    *, project: Project, post: Post | None, happened_on: datetime.date, facts: str, found_by: str
) -> Breach:
    """In use without acceptance (article 12): the breach with its remedy and day; the leader orders."""
    due = add_working_days(timezone.localdate(), int(parameter("clock.rectification")))
    with unit_of_work():
        breach = Breach.objects.create(
            project=project, created_by=post, kind=BreachKind.NO_ACCEPTANCE, happened_on=happened_on, facts=facts,
            found_by=found_by, remedy="停止使用；报告完工并申请验收，取得验收证书后方可投入使用", due_on=due,
        )  # fmt: skip
        record(subject=breach, action="record", label="记录违规", post=post, changes={"kind": ["", breach.kind]})
        text = f"《{project.name}》未经验收投入使用（{found_by}），{due} 前整改"
        tell_unit(project, text, url=breach.get_absolute_url())
        roles = (Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.LEADING_GROUP)
        tell_role(project, text, *roles, url=breach.get_absolute_url())
    return breach


def find_unaccepted_use() -> int:
    """By itself: a system of a project that is not accepted stands in the inventory as running (article 12)."""
    found = 0
    for project, system in queries.in_use_unaccepted():
        facts = f"系统“{system.name}”在在用系统清单中登记为 {system.in_use_since} 投入使用"
        try:
            record_use(
                project=project, post=None, happened_on=system.in_use_since, facts=facts, found_by="在用系统清单核对"
            )
            found += 1
        except Conflict:
            # Two sweeps at once: the other one has written it down.
            continue
    return found


def order_stop(*, obj: Breach, post: Post, data: Mapping[str, Any]) -> None:
    paper = issue_document(
        kind="supervision_notice", subject=obj, thread_id=obj.project_id, context=stop_context(obj), post=post
    )
    text = f"整改通知 {paper.number}：《{obj.project.name}》未经验收不得使用，{obj.due_on} 前整改"
    tell_unit(obj.project, text, url=obj.get_absolute_url())


def after_remedied(*, obj: Breach, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》报告整改情况，待核查"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_sent_back(*, obj: Breach, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.project, f"《{obj.project.name}》须继续整改：{data['reason']}", url=obj.get_absolute_url())


def after_closed(*, obj: Breach, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.project, f"《{obj.project.name}》的违规已了结", url=obj.get_absolute_url())


def urge_breach(*, obj: Breach, post: Post, data: Mapping[str, Any]) -> None:
    context = breach_context(obj)
    paper = issue_document(
        kind="supervision_notice", subject=obj, thread_id=obj.project_id, context=context, post=post
    )
    tell_unit(obj.project, f"督办通知 {paper.number}：{context['matter']}", url=obj.get_absolute_url())


def note_ended(*, project: Project, post: Post) -> None:
    """A project that ended still owes its remedy: breaches stay open, and whoever follows them is told."""
    if project.breaches.open_().exists():
        tell_role(project, f"《{project.name}》已结束，仍有未了结的违规", Role.OFFICE_CLERK)


# --- matters ---------------------------------------------------------------------------------------------------------


def give_matter(*, post: Post, bodies: Iterable[Organisation], fields: Mapping[str, Any]) -> Matter:
    """A second click gives the same matter once."""
    named = {"created_by": post, "name": fields["name"], "due_on": fields["due_on"], "state": MatterState.OPEN}
    with unit_of_work():
        matter, new = Matter.objects.get_or_create(**named, defaults=dict(fields))
        if not new:
            return matter
        record(subject=matter, action="create", label="交办协调事项", post=post)
        for body in bodies:
            assignment = Assignment.objects.create(matter=matter, body=body, due_on=matter.due_on, created_by=post)
            _tell_body(assignment, f"领导小组交办：{matter.name}，{matter.due_on} 前答复")
    return matter


def _tell_body(assignment: Assignment, text: str) -> None:
    posts = holders(*BODY_ROLES, organisation_id=assignment.body_id)
    notify(posts=posts, text=text, url=assignment.get_absolute_url(), thread_id=assignment.matter_id)


def _tell_group(assignment: Assignment, text: str) -> None:
    notify(
        posts=holders(Role.LEADING_GROUP), text=text, url=assignment.get_absolute_url(), thread_id=assignment.matter_id
    )


def after_answered(*, obj: Assignment, post: Post, data: Mapping[str, Any]) -> None:
    _tell_group(obj, f"{obj.body.short_name}已答复“{obj.matter.name}”")


def after_accepted(*, obj: Assignment, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"“{obj.matter.name}”的答复已采纳")


def after_answer_returned(*, obj: Assignment, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"“{obj.matter.name}”须重新答复：{data['reason']}")


def urge_assignment(*, obj: Assignment, post: Post, data: Mapping[str, Any]) -> None:
    context = assignment_context(obj)
    paper = issue_document(kind="supervision_notice", subject=obj, thread_id=obj.matter_id, context=context, post=post)
    _tell_body(obj, f"督办通知 {paper.number}：{context['matter']}")


def drop_assignments(*, obj: Matter, post: Post, data: Mapping[str, Any]) -> None:
    for assignment in obj.assignments.filter(state__in=(AssignmentState.WAITING, AssignmentState.ANSWERED)):
        perform(assignment, "drop", post=post, system=True)
