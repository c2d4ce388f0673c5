"""The worker's part: idempotent by a lease, its progress seen, a failure a state with words."""

import logging
import os
import uuid

from celery import shared_task
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archives import packing
from archives.apart import Unsound
from archives.models import LEASE, ArchivePackage
from archives.sending import send_packing
from archives.services import remind_late
from documents import files, rendering
from workflow.audit import record, unit_of_work

logger = logging.getLogger(__name__)
State = ArchivePackage.State
MAX_ATTEMPTS = 3
TOO_OFTEN = "打包时后台程序多次中断，请联系系统管理员查看日志后重新生成。"


@shared_task(soft_time_limit=1500, time_limit=1700)
def build_package(package_id: str) -> None:
    """Make one package, once. Whoever comes second finds it claimed or done, and leaves."""
    package = _claim(package_id)
    if package is None:
        return
    name = f"archives/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}.zip"
    part = default_storage.path(f"{name}.part")
    os.makedirs(os.path.dirname(part), exist_ok=True)
    try:
        packed = packing.pack(package.project, part, lambda done, total: _tell(package, done, total))
        os.chmod(part, 0o640)
        os.replace(part, default_storage.path(name))
    except Exception as problem:  # whatever it is, a person must see that the package is not there
        logger.exception("归档包 %s 未能生成", package.pk)
        files.remove(f"{name}.part")
        told = isinstance(problem, Unsound | rendering.RenderingError)
        words = str(problem) if told else "打包时发生意外错误，请重试；仍不成功时请联系系统管理员。"
        _settle(package, {"state": State.FAILED, "error": words}, "归档包未能生成")
        return
    size = os.path.getsize(default_storage.path(name))
    ready = {"state": State.READY, "file": name, "size": size, "sha256": packed.sha256, "ready_at": timezone.now()}
    ready |= {"manifest_sha256": packed.manifest, "signed_by": packed.signed_by}
    if not _settle(package, ready, "生成归档包"):
        files.remove(name)


def _claim(package_id: str) -> ArchivePackage | None:
    with transaction.atomic():
        rows = ArchivePackage.objects.select_for_update(of=("self",), skip_locked=True)
        package = rows.filter(pk=package_id).select_related("project__unit").first()
        lapsed = package is not None and package.started_at is not None and package.started_at < timezone.now() - LEASE
        if package is None or not (package.state == State.PENDING or (package.state == State.PACKING and lapsed)):
            return None
        # What is not printed yet would be missing: the sweeper asks again.
        if packing.unprinted(package.project):
            return None
        package.state, package.lease, package.started_at = State.PACKING, uuid.uuid4(), timezone.now()
        package.attempts += 1
        package.save()
    return package


def _tell(package: ArchivePackage, done: int, total: int) -> None:
    ArchivePackage.objects.filter(pk=package.pk, lease=package.lease).update(done=done, total=total)


def _settle(package: ArchivePackage, fields: dict, label: str) -> bool:
    """Write the outcome, unless the lease has passed to another worker meanwhile."""
    with unit_of_work():
        row = ArchivePackage.objects.select_for_update(of=("self",)).get(pk=package.pk)
        if row.lease != package.lease:
            return False
        for name, value in fields.items():
            setattr(row, name, value)
        row.lease = None
        row.save()
        record(subject=row, action="pack", label=label, post=None, changes={"sha256": row.sha256})
    return True


@shared_task(ignore_result=True)
def sweep_packages() -> int:
    """Send again what waits or whose worker was not heard of; after some deaths over one package a person decides."""
    lapsed = Q(state=State.PACKING, started_at__lt=timezone.now() - LEASE)
    for package in ArchivePackage.objects.filter(lapsed, attempts__gte=MAX_ATTEMPTS):
        _settle(package, {"state": State.FAILED, "error": TOO_OFTEN}, "归档包未能生成")
    waiting = ArchivePackage.objects.filter(Q(state=State.PENDING) | lapsed)
    return sum(send_packing(package.pk) for package in waiting[:20])


@shared_task(ignore_result=True)
def remind_filings() -> int:
    return remind_late()
