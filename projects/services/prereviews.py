"""Pre-review (article 10): seven conditions, four demands, one numbered answer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from projects.choices import PreReviewCondition, Verdict
from projects.documents import pre_approval_context, refusal_context
from projects.models import PreReview, PreReviewItem, Project
from projects.notices import tell_role, tell_unit
from projects.paths import Path
from projects.permits import CLERK_NOT_APPLICANT
from projects.services.applications import papers_by_hash
from projects.services.consultations import close_consultations
from projects.services.corrections import close_notice, give_notice
from projects.states import PreReviewState, Stage
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.submissions import close_submission, open_submission


def open_pre_review(*, obj: Project, post: Post, data: Mapping[str, Any]) -> PreReview:
    """Begin an attempt with its eleven items; the database allows one open attempt a project."""
    last = obj.prereviews.aggregate(last=Max("attempt"))["last"] or 0
    pre_review = PreReview.objects.create(project=obj, attempt=last + 1, created_by=post)
    PreReviewItem.objects.bulk_create(
        PreReviewItem(pre_review=pre_review, code=code) for code in PreReviewCondition.values
    )
    obj.next_url = pre_review.get_absolute_url()
    return pre_review


def judge_conditions(*, pre_review: PreReview, verdicts: Mapping[str, tuple[str, str]], post: Post) -> dict[str, str]:
    """The clerk's verdicts, code → (verdict, remark). What is good is kept; what is wrong comes back, code → message.

    Raises Forbidden (not the clerk), Conflict (not examined now).
    """
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("预审条件由信息办经办人审查（《办法》第十条）。")
    if refusal := CLERK_NOT_APPLICANT.refusal(pre_review, post):
        raise Forbidden(f"不能审查：{refusal}（《办法》第十条）。")
    errors, changes, changed = {}, {}, []
    with unit_of_work():
        locked = PreReview.objects.select_for_update(of=("self",)).get(pk=pre_review.pk)
        if locked.state != PreReviewState.SUBMITTED:
            raise Conflict(f"预审当前为“{locked.state_label}”，不能修改审查结论。")
        for item in locked.items.filter(code__in=verdicts):
            verdict, remark = verdicts[item.code][0], verdicts[item.code][1].strip()
            if verdict == Verdict.NO and not remark:
                label = PreReviewCondition(item.code).label
                errors[item.code] = f"{label}：不符合的条件必须写明说明。"
            elif (item.verdict, item.remark) != (verdict, remark):
                changes[item.code] = [[item.verdict, item.remark], [verdict, remark]]
                item.verdict, item.remark = verdict, remark
                item.judged_by, item.judged_at = post, timezone.now()
                changed.append(item)
        if changed:
            PreReviewItem.objects.bulk_update(changed, ["verdict", "remark", "judged_by", "judged_at"])
            record(subject=locked, action="judge", label="审查条件", post=post, changes=changes)
    return errors


def after_pre_review_submitted(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    content = {"statement": obj.statement, "papers": papers_by_hash(obj)}
    open_submission(obj=obj, content=content, post=post)
    close_notice(obj=obj)
    tell_role(obj.project, f"《{obj.project.name}》申请预审，待审查", Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_pre_review_checked(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    tell_role(obj.project, f"《{obj.project.name}》预审已审查，待批复", Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_pre_review_sent_back(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》预审退回重审：{data['reason']}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_pre_review_returned(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    notice = give_notice(obj=obj, post=post, items=data.get("items", ()), matter="预审申请", reason=data["reason"])
    text = f"《{obj.project.name}》预审退回补正，请于 {notice.due_on} 前补齐：{data['reason']}"
    tell_unit(obj.project, text, url=obj.get_absolute_url())


def after_pre_approved(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    """Issue the 预审批复, push the fact to the project, tell the unit and the body whose gate it opens."""
    close_submission(obj=obj, outcome="已批复", post=post)
    close_consultations(obj, post)
    document = issue_document(
        kind="pre_approval", subject=obj, thread_id=obj.project_id, context=pre_approval_context(obj), post=post
    )
    _number(obj, document.number)
    facts = {"number": document.number, "until": obj.valid_until, "amount": obj.amount}
    step = "pre_approve" if obj.project.stage == Stage.LISTED else "renew_pre_approval"
    perform(obj.project, step, post=post, data=facts, system=True)
    tell_unit(obj.project, f"《{obj.project.name}》取得预审批复 {document.number}")
    gate = Role.DRC if obj.project.path == Path.TENDER else Role.FINANCE
    tell_role(obj.project, f"《{obj.project.name}》已取得预审批复 {document.number}，可以办理审批", gate)


def after_pre_review_refused(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="不予批复", post=post, reason=data["reason"])
    close_consultations(obj, post)
    context = refusal_context(obj, data["reason"])
    document = issue_document(kind="refusal", subject=obj, thread_id=obj.project_id, context=context, post=post)
    _number(obj, document.number)
    tell_unit(obj.project, f"《{obj.project.name}》不予批复：{data['reason']}", url=obj.get_absolute_url())


def _number(pre_review: PreReview, number: str) -> None:
    pre_review.number = number
    pre_review.save(update_fields=["number"])
