"""One act when a clerk leaves: what is in his name alone lies in another's afterwards, and nothing is orphaned."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import Post
from changes.models import Handover
from changes.queries import in_the_hands_of
from projects.services import amend_application
from workflow.audit import record, unit_of_work
from workflow.notices import notify


def hand_over(*, leaver: Post, taker: Post, why: str, post: Post) -> Handover:
    """`leaver` and `taker` are posts of one role in the body of `post`. A second click finds nothing and says so."""
    if taker.organisation_id != post.organisation_id or leaver.organisation_id != post.organisation_id:
        raise ValidationError("只能在本单位内移交。")
    if leaver.role != taker.role or leaver.user_id == taker.user_id:
        raise ValidationError("请移交给同一岗位的另一位同志。")
    with unit_of_work():
        held = in_the_hands_of(leaver)
        if not held:
            raise ValidationError(f"{leaver.user}名下没有需要移交的事项。")
        for panel in held.draws:
            if panel.witness_post and panel.witness_post.user_id == taker.user_id:
                raise ValidationError(f"{taker.user}是{panel}抽取的监督人，不能接手抽取；请移交给另一位同志。")
        for one in held.applications:
            fields = {"contact": taker.user.display_name, "phone": taker.user.phone or one.phone}
            amend_application(application=one, fields=fields, post=post)
        for sheet in held.imports:
            _give(sheet, "created_by", taker, post)
        for panel in held.draws:
            _give(panel, "drawn_by", taker, post)
        row = Handover.objects.create(
            organisation=post.organisation,
            leaver=leaver.user,
            taker=taker.user,
            why=why,
            moved=held.counts(),
            by=post,
        )
        record(subject=row, action="hand_over", label="工作移交", post=post, reason=why, changes={"moved": row.moved})
        text = f"{leaver.user}的工作移交给您：{held.words()}"
        notify(posts=Post.objects.filter(pk=taker.pk), text=text)
    return row


def _give(row: Any, field: str, taker: Post, post: Post) -> None:
    before = str(getattr(row, field))
    setattr(row, field, taker)
    row.save(update_fields=[field])
    record(subject=row, action="hand_over", label="移交", post=post, changes={field: [before, taker.label]})
