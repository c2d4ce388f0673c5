"""Verbs of the archive and of filing (article 13)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import OFFICE_ROLES, Role
from archives import queries
from archives.documents import social_receipt_context
from archives.models import ArchivePackage, FilingReminder, SocialFiling
from archives.rules import refuse_filer
from archives.sending import send_packing
from documents.services import issue_document
from projects.models import Project
from projects.notices import tell_role, tell_unit
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden
from workflow.notices import notify
from workflow.parameters import parameter


def request_package(*, project: Project, post: Post) -> ArchivePackage:
    """Ask the worker for a package; one that is under way is the answer to a second click."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("归档包由信息办生成（含专家个人意见和全部办理过程）。")
    if project.accepted_at is None:
        raise Forbidden("验收通过后方可归档（《办法》第十三条）。")
    with unit_of_work():
        Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        package = project.archive_packages.under_way().first()
        if package is not None:
            return package
        package = ArchivePackage.objects.create(project=project, requested_by=post)
        record(subject=package, action="request_package", label="生成归档包", post=post)
        transaction.on_commit(partial(send_packing, package.pk))
    return package


# --- social filings ---


def file_social(*, filing: SocialFiling, post: Post) -> SocialFiling:
    """One page, handed in at once; the office checks and gives the receipt."""
    if refusal := refuse_filer(post.organisation):
        raise Forbidden(f"{refusal}（《办法》第十三条）。")
    filing.unit, filing.created_by = post.organisation, post
    with unit_of_work():
        filing.save(force_insert=True)
        record(subject=filing, action="file", label="提交社会投资项目备案", post=post)
        _tell_office(filing)
    return filing


def _tell_office(filing: SocialFiling) -> None:
    text = f"{filing.unit.name}报社会投资项目备案“{filing.name}”，待核对"
    notify(posts=holders(Role.OFFICE_CLERK), text=text, url=filing.get_absolute_url(), thread_id=filing.pk)


def _tell_filer(filing: SocialFiling, words: str) -> None:
    posts = holders(Role.APPLICANT, Role.UNIT_LEADER, organisation_id=filing.unit_id)
    notify(posts=posts, text=f"备案“{filing.name}”：{words}", url=filing.get_absolute_url(), thread_id=filing.pk)


def after_social_confirmed(*, obj: SocialFiling, post: Post, data: Mapping[str, Any]) -> None:
    document = issue_document(
        kind="filing_receipt", subject=obj, thread_id=obj.pk, context=social_receipt_context(obj), post=post
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
    _tell_filer(obj, f"已备案，备案号 {obj.number}")


def after_social_returned(*, obj: SocialFiling, post: Post, data: Mapping[str, Any]) -> None:
    _tell_filer(obj, f"退回补正：{data['reason']}")


def after_social_resubmitted(*, obj: SocialFiling, post: Post, data: Mapping[str, Any]) -> None:
    _tell_office(obj)


def remind_late() -> int:
    """Whoever has not filed in time is told, again after some days; the office hears with the first word."""
    today, told = timezone.localdate(), 0
    again = int(parameter("filing.remind_days"))
    for late in queries.late_filings():
        last = late.project.filing_reminders.filter(kind=late.kind).first()
        if last is not None and (today - last.on).days < again:
            continue
        with unit_of_work():
            _row, new = FilingReminder.objects.get_or_create(project=late.project, kind=late.kind, on=today)
            if not new:
                continue
            text = f"《{late.project.name}》{late.label}已逾期 {late.days} 天（应于 {late.due} 前），请即办理"
            tell_unit(late.project, text)
            if last is None:
                tell_role(late.project, text, Role.OFFICE_CLERK)
            record(
                subject=late.project, action="remind_filing", label=f"{late.label}逾期提醒", post=None,
                thread_id=late.project.pk,
            )  # fmt: skip
            told += 1
    return told
