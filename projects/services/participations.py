"""The circle of units that apply together."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import Role
from projects import rooms
from projects.models import Application, Participation, Project
from projects.notices import tell_unit
from projects.states import ParticipationState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Forbidden
from workflow.notices import notify


def invite_participant(*, application: Application, unit: Organisation, task: str, post: Post) -> Participation:
    """The lead names a unit and what it does. Raises Forbidden, or ValidationError (itself, or asked already)."""
    with unit_of_work():
        locked = Application.objects.select_for_update(of=("self",)).select_related("project").get(pk=application.pk)
        if not locked.may_attach(post):
            raise Forbidden("申报书已提交，不能再增加参与单位。")
        if unit.pk == locked.project.unit_id:
            raise ValidationError("牵头单位不能同时是参与单位。")
        if locked.project.participations.of_the_project().filter(unit=unit).exists():
            raise ValidationError(f"{unit.short_name}已在参与单位中。")
        row = Participation.objects.create(project=locked.project, unit=unit, task=task, created_by=post)
        record(subject=row, action="invite", label="邀请参与单位", post=post, changes={"unit": unit.name})
        after_participant_asked(obj=row, post=post, data={})
    return row


def after_participant_asked(*, obj: Participation, post: Post, data: Mapping[str, Any]) -> None:
    project = obj.project
    text = f"{project.unit.short_name}邀请你单位共同申报《{project.name}》，请确认承担的内容和资金"
    if project.submitted_at:
        text = f"《{project.name}》资金已核减，你单位承担的资金改为 {obj.money():,.2f} 元，请重新确认"
    posts = holders(Role.APPLICANT, Role.UNIT_LEADER, organisation_id=obj.unit_id)
    notify(posts=posts, text=text, url=obj.get_absolute_url(), thread_id=obj.project_id)
    rooms.bodies_changed(obj.project)


def carry_participants(*, old: Project, new: Project, post: Post) -> None:
    """Merged or split: who took part in the one takes part in the other, and is asked anew about its money."""
    there = {row.unit_id: row for row in new.participations.of_the_project()}
    for row in old.participations.of_the_project().exclude(unit=new.unit_id).select_related("unit"):
        mine = there.get(row.unit_id)
        if mine is None:
            fresh = Participation.objects.create(project=new, unit=row.unit, task=row.task, created_by=post)
            after_participant_asked(obj=fresh, post=post, data={})
        elif mine.state == ParticipationState.CONFIRMED:
            perform(mine, "ask_again", post=post, system=True)


def after_participation_answered(*, obj: Participation, post: Post, data: Mapping[str, Any]) -> None:
    answer = f"不参与：{data['reason']}" if data.get("reason") else "已确认参与"
    tell_unit(obj.project, f"{obj.unit.short_name}对《{obj.project.name}》答复：{answer}")
