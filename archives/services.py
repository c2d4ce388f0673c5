"""Verbs of the archive (article 13)."""

from functools import partial

from django.db import transaction

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from archives.models import ArchivePackage
from archives.sending import send_packing
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden


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
