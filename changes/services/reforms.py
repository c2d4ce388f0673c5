"""Carrying out a reform of bodies: whatever named the old one names the new one, its history beside it."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import Role
from accounts.services import absorb_organisation, rename_organisation
from changes.models import Reform
from changes.moves import MOVES
from projects.models import Project
from projects.services import amend_project
from projects.states import ENDED
from workflow.audit import record, unit_of_work
from workflow.notices import notify


def enter_reform(*, fields: Mapping[str, Any], post: Post) -> Reform:
    with unit_of_work():
        reform = Reform(created_by=post, old_name=fields["organisation"].name, **fields)
        reform.save()
        record(subject=reform, action="enter", label="登记机构改革", post=post, changes={"basis": ["", reform.basis]})
        text, url = f"{reform}，待办理", reform.get_absolute_url()
        notify(posts=holders(Role.SECURITY_ADMIN), text=text, url=url)
    return reform


def after_reform(*, obj: Reform, post: Post, data: Mapping[str, Any]) -> None:
    old, into = obj.organisation, obj.into
    if into is None:
        names = {"name": obj.new_name, "short_name": obj.new_short_name}
        rename_organisation(organisation=old, on=obj.effective_on, by=post, **names)
    else:
        obj.moved, obj.left = _move_all(obj, old, into, post)
        posts = absorb_organisation(organisation=old, into=into, on=obj.effective_on, by=post)
        obj.left += [f"{one.user}的{one.get_role_display()}岗位，{into.name}不能设" for one in posts]
        obj.save(update_fields=["moved", "left"])
    text = f"{obj}（{obj.basis}），自 {obj.effective_on} 起"
    notify(posts=holders(Role.APPLICANT, Role.UNIT_LEADER, organisation_id=(into or old).pk), text=text)
    notify(posts=holders(Role.OFFICE_CLERK), text=text, url=obj.get_absolute_url())


def _move_all(reform: Reform, old: Organisation, into: Organisation, post: Post) -> tuple[dict[str, int], list[str]]:
    moved: dict[str, int] = {}
    left: list[str] = []
    # What is classified moves, too, and is counted nowhere (article 24).
    hidden = set(Project.objects.filter(is_classified=True).values_list("pk", flat=True))
    for path, (words, which) in MOVES.items():
        label, field = path.rsplit(".", 1)
        rows = apps.get_model(label)._base_manager.filter(**{field: old}, **which)
        for row in rows:
            secret = _project_of(row) in hidden
            if _move(row, field, into, reform, post):
                moved[words] = moved.get(words, 0) + (not secret)
            elif not secret:
                left.append(f"{words}“{row}”：{into.name}已有同样的一项，保留在原单位")
    return {words: count for words, count in moved.items() if count}, left


def _project_of(row: Any) -> Any:
    return getattr(getattr(row, "application", row), "project_id", row.pk)


def _move(row: Any, field: str, into: Organisation, reform: Reform, post: Post) -> bool:
    """A row that the new body has already (the same system, the same grant) stays where it is."""
    try:
        with transaction.atomic():
            if isinstance(row, Project) and row.stage not in ENDED:
                amend_project(project=row, fields={f"{field}_id": into.pk}, post=post)
                return True
            before = str(getattr(row, field))
            setattr(row, field, into)
            row.save(update_fields=[field])
            changes = {field: [before, into.name]}
            record(subject=row, action="reform", label=f"机构改革：{reform.basis}"[:80], post=post, changes=changes)
    except IntegrityError:
        return False
    return True
