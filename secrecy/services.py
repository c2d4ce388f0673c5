"""Verbs of the register (articles 5, 24). No notice of a classified project leaves the circle of who may see it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import Organisation, Post, User
from projects.models import Project
from projects.services import amend_project, approve_use, register_classified
from secrecy.choices import BEFORE, PaperKind
from secrecy.models import Classification, Protection, RegisterPaper
from secrecy.queries import cleared_posts
from secrecy.states import ProtectionState
from workflow.articles import cite
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.notices import notify


def claim_classification(
    *, post: Post, code_name: str, level: str, years: int, unit: Organisation, path: str, category: str
) -> Project:
    """Enter a project under a code name and claim its level and period in years; 保密局 confirms."""
    with unit_of_work():
        project = register_classified(
            post=post, code_name=code_name, level=level, unit=unit, path=path, category=category
        )
        claim = Classification.objects.create(
            project=project, claimed_level=level, claimed_years=years, created_by=post
        )
        record(subject=claim, action="claim", label="申报定密", post=post)
    return project


def after_claimed(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """On a classified network: hidden from everybody but the claimant and 保密局 from this moment on."""
    amend_project(project=obj, fields={"is_classified": True, "secrecy_level": data["level"]}, post=post)
    assign_perm("projects.clear_project", post.user, obj)
    Classification.objects.create(
        project=obj, claimed_level=data["level"], claimed_years=data["years"], created_by=post
    )


def after_use_approved(*, obj: Protection, post: Post, data: Mapping[str, Any]) -> None:
    approve_use(project=obj.project, post=post)
    _tell(obj.project, f"“{obj.project.name}”已批准投入使用：{obj.use_number}")


def _tell(project: Project, text: str) -> None:
    notify(posts=cleared_posts(project), text=text, url=project.get_absolute_url(), thread_id=project.pk)


def after_confirmed(*, obj: Classification, post: Post, data: Mapping[str, Any]) -> None:
    project = obj.project
    project.secrecy_level = obj.level
    project.save(update_fields=["secrecy_level"])
    Protection.objects.get_or_create(project=project, defaults={"created_by": post})
    _tell(project, f"“{project.name}”已定密：{obj.level}，期限 {obj.years} 年")


def after_referred(*, obj: Classification, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj.project, f"“{obj.project.name}”的定密已转报省级确定，期间按拟定密级管理")


def after_rejected(*, obj: Classification, post: Post, data: Mapping[str, Any]) -> None:
    """Not a state secret. A register entry ends, and the unit applies anew; on a classified network it goes on."""
    project = obj.project
    _tell(project, f"“{project.name}”不属于国家秘密：{data['reason']}。可按普通项目申报")
    if settings.CLASSIFIED_MODE == "full":
        amend_project(project=project, fields={"is_classified": False, "secrecy_level": ""}, post=post)
    else:
        perform(project, "withdraw", post=post, reason=f"不予定密：{data['reason']}", system=True)


def after_declassified(*, obj: Classification, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj.project, f"“{obj.project.name}”已解密")


def record_paper(
    *, project: Project, post: Post, kind: str, direction: str, number: str, day: datetime.date
) -> RegisterPaper:
    """Enter a courier paper by its number. Raises ValidationError (with the article) where one before is missing."""
    with unit_of_work():
        locked = Project._base_manager.select_for_update(of=("self",)).get(pk=project.pk)
        if missing := _missing_before(locked, kind):
            raise ValidationError(missing)
        try:
            with transaction.atomic():
                paper = RegisterPaper.objects.create(
                    project=locked, kind=kind, direction=direction, number=number, day=day, recorded_by=post
                )
        except IntegrityError as error:
            raise ValidationError("这份文书已经登记过。") from error
        label = f"登记{paper.get_kind_display()}"
        record(subject=locked, action="record_paper", label=label, post=post, changes={"number": ["", number]})
    return paper


def _missing_before(project: Project, kind: str) -> str:
    article, before = BEFORE.get(kind, ("", ()))
    there = set(project.register_papers.values_list("kind", flat=True))
    lacking = [str(PaperKind(one).label) for one in before if one not in there]
    if kind == PaperKind.IN_USE and not _use_approved(project):
        lacking.append("市国家保密局的投入使用审批")
    return f"尚未登记：{'、'.join(lacking)}（《办法》{cite(article)}）" if lacking else ""


def _use_approved(project: Project) -> bool:
    return Protection.objects.filter(project=project, state=ProtectionState.APPROVED).exists()


def grant_clearance(*, project: Project, username: str, post: Post) -> User:
    """Let one more person know of the entry. Raises ValidationError for an account that is not there."""
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise ValidationError("没有这个账号。")
    with unit_of_work():
        assign_perm("projects.clear_project", user, project)
        record(subject=project, action="grant_clearance", label=f"列入知悉范围：{user.display_name}", post=post)
    return user


def withdraw_clearance(*, project: Project, user: User, post: Post) -> None:
    with unit_of_work():
        remove_perm("projects.clear_project", user, project)
        record(subject=project, action="withdraw_clearance", label=f"移出知悉范围：{user.display_name}", post=post)


def close_register(*, project: Project, post: Post) -> None:
    """The project has ended; what was under way falls with it."""
    for claim in Classification.objects.filter(project=project).open_():
        perform(claim, "close", post=post, system=True)
    for protection in Protection.objects.filter(project=project).open_():
        perform(protection, "close", post=post, system=True)
