"""Verbs of the change request (article 10)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from acceptance.services import renew_promises
from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from changes.choices import ASKED, REWRITTEN, ChangeKind
from changes.documents import approval_context, termination_context
from changes.models import ChangeRequest
from documents.services import issue_document
from funds.services import amend_contract
from projects.models import Project
from projects.notices import tell_role, tell_unit
from projects.services import amend_application, amend_project, change_path, supersede_approval
from projects.states import Stage
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.errors import Forbidden
from workflow.notices import notify
from workflow.submissions import close_submission, open_submission


def open_change(*, obj: Project, post: Post, data: Mapping[str, Any]) -> ChangeRequest:
    """Begin a request; content starts from what stands, so that only what differs is rewritten."""
    start: dict[str, Any] = {}
    if data["kind"] == ChangeKind.CONTENT:
        start = {"new_goals": obj.application.goals, "new_content": obj.application.content}
        start |= {field: obj.application.rows_of(name) for field, name in REWRITTEN[data["kind"]].items()}
    change = ChangeRequest.objects.create(project=obj, kind=data["kind"], why=data["why"], created_by=post, **start)
    obj.next_url = f"{change.get_absolute_url()}edit/"
    return change


def save_change(*, change: ChangeRequest, post: Post, fields: Mapping[str, Any]) -> ChangeRequest:
    """Keep a draft. Raises Forbidden once it was handed in, Conflict where somebody saved since `change` was read."""
    with unit_of_work():
        locked = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if not locked.may_attach(post):
            raise Forbidden("变更申请已提交，不能修改；如需修改请联系办理人退回。")
        locked.edition = locked.next_edition(change.edition)
        for name in ("why", *ASKED[locked.kind]):
            setattr(locked, name, fields[name])
        for name in REWRITTEN.get(locked.kind, {}):
            if name in fields:
                setattr(locked, name, fields[name])
        locked.save()
    return locked


def _subject(change: ChangeRequest) -> str:
    return f"《{change.project.name}》{change.subject_words}"


def after_submitted(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    content = {row.label: [row.old, row.new] for row in obj.differences()}
    open_submission(obj=obj, content={"why": obj.why, "differences": content}, post=post)
    tell_unit(obj.project, f"{_subject(obj)}待审核", url=obj.get_absolute_url(), leader_only=True)


def after_confirmed(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_role(obj.project, f"{_subject(obj)}待审查", Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_handed_on(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    """The receiving unit reads the whole project from now on, and its leader answers."""
    _offer(obj, post, obj.new_unit_id)
    text = f"{obj.project.unit.short_name}拟将《{obj.project.name}》移交你单位，请确认是否接收"
    posts = holders(Role.UNIT_LEADER, organisation_id=obj.new_unit_id)
    notify(posts=posts, text=text, url=obj.get_absolute_url(), thread_id=obj.thread_id)


def after_taken_over(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.project, f"{_subject(obj)}：{post.organisation.short_name}同意接收", url=obj.get_absolute_url())
    tell_role(obj.project, f"{_subject(obj)}待审查", Role.OFFICE_CLERK, url=obj.get_absolute_url())


def _offer(change: ChangeRequest, post: Post, unit_id: Any) -> None:
    """Open the project to the unit that shall take it over, or (None) close it again."""
    if change.project.offered_to_id != unit_id:
        change.project = amend_project(project=change.project, fields={"offered_to_id": unit_id}, post=post)


def after_returned(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回", post=post, reason=data["reason"])
    _offer(obj, post, None)
    tell_unit(obj.project, f"{_subject(obj)}退回：{data['reason']}", url=obj.get_absolute_url())


def after_checked(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_role(obj.project, f"{_subject(obj)}已审查，待批复", Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_sent_back(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    text = f"{_subject(obj)}退回重审：{data['reason']}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_refused(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="不同意变更", post=post, reason=data["reason"])
    _offer(obj, post, None)
    tell_unit(obj.project, f"{_subject(obj)}未获同意：{data['reason']}", url=obj.get_absolute_url())


def after_approved(*, obj: ChangeRequest, post: Post, data: Mapping[str, Any]) -> None:
    """Issue the paper to the unit that asked, then change the project; where the route says so, close the gates."""
    close_submission(obj=obj, outcome="同意变更", post=post)
    project = obj.project
    context = approval_context(obj, project.pre_approval_number if obj.pre_review else "")
    document = issue_document(kind="change_approval", subject=obj, thread_id=project.pk, context=context, post=post)
    obj.number = document.number
    obj.save(update_fields=["number"])
    tell_unit(project, f"{_subject(obj)}已批复：{document.number}", url=obj.get_absolute_url())
    _apply(obj, post)
    if obj.pre_review and project.pre_approved_at is not None:
        supersede_approval(project=project, number=document.number, post=post)
        text = f"《{project.name}》因变更须重新预审，原预审批复失效（{document.number}）"
        tell_role(project, text, Role.DRC, Role.FINANCE)


def _apply(change: ChangeRequest, post: Post) -> None:
    project, kind = change.project, change.kind
    if kind == ChangeKind.CONTENT:
        fields = {"goals": change.new_goals, "content": change.new_content}
        amend_application(application=project.application, fields=fields, lines=change.rewritten(), post=post)
        renew_promises(project=project)
    elif kind == ChangeKind.CLERK:
        fields = {"contact": change.new_contact, "phone": change.new_phone}
        amend_application(application=project.application, fields=fields, post=post)
    elif kind == ChangeKind.SUPPLIER and change.contract is not None:
        fields = {"contractor": change.new_supplier, "contractor_code": change.new_supplier_code}
        amend_contract(contract=change.contract, fields=fields, label=change.subject_words, post=post)
    elif kind == ChangeKind.CONTRACT and change.contract is not None:
        amend_contract(contract=change.contract, fields=change.amendments(), label=change.subject_words, post=post)
    elif kind == ChangeKind.SUM and change.new_sum is not None:
        amend_project(project=project, fields=_sums(project, change.new_sum), post=post)
    elif kind == ChangeKind.PERIOD:
        amend_project(project=project, fields={"planned_end": change.new_end}, post=post)
    elif kind == ChangeKind.UNIT:
        amend_project(project=project, fields={"unit_id": change.new_unit_id, "offered_to_id": None}, post=post)
    elif kind == ChangeKind.PATH:
        change_path(project=project, path=change.new_path, number=change.number, post=post)
    elif kind == ChangeKind.SUSPEND:
        perform(project, "suspend", post=post, data={"resume_by": change.resume_by}, reason=change.why, system=True)
    elif kind == ChangeKind.RESUME:
        perform(project, "resume", post=post, data={"planned_end": change.new_end}, system=True)


def _sums(project: Project, new: Decimal) -> dict[str, Any]:
    """The office moves its own sum. The money of 发改委 or 财政局 it only brings down; more is theirs."""
    fields: dict[str, Any] = {"declared_sum": new}
    if project.reviewed_sum is not None:
        fields["reviewed_sum"] = new
    if project.plan_sum is not None:
        fields["plan_sum"] = new
    if project.budget_sum is not None:
        fields["budget_sum"] = min(project.budget_sum, new)
    return fields


def close_changes(*, project: Project, post: Post) -> None:
    """The project has ended; what was asked falls with it."""
    for change in project.change_requests.open_():
        perform(change, "close", post=post, system=True)


def conclude(*, project: Project, post: Post, reason: str, closed: list[str]) -> None:
    """The office's own end of a project is a paper: contracts settled, what was under way, what was issued."""
    if project.stage == Stage.TERMINATED and project.admitted_at and not project.is_classified:
        context = termination_context(project, reason, closed)
        issue_document(kind="termination", subject=project, thread_id=project.pk, context=context, post=post)
