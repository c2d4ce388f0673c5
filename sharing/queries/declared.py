"""What a project declared about data, held against the catalogue and the interface (articles 12, 19, 20)."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from projects.rooms import SharingLine
from sharing.choices import Way
from sharing.models import Grant, InformationResource
from sharing.states import GrantState


def declared_and_registered(project: Any) -> list[SharingLine]:
    """Data that the project gives must stand in the catalogue and answer; data that it takes must be granted."""
    application = getattr(project, "application", None)
    if application is None:
        return []
    given = [_given(project, row) for row in application.data_rows.filter(direction="give")]
    return given + [_taken(project, row) for row in application.data_rows.filter(direction="take")]


def _named(name: str) -> Q:
    return Q(name__iexact=name) | Q(name__icontains=name) | Q(items__name__iexact=name)


def _given(project: Any, row: Any) -> SharingLine:
    what = f"提供共享：{row.name}"
    found = InformationResource.objects.published().filter(_named(row.name), provider_id=project.unit_id)
    resource = found.distinct().order_by("code").first()
    if resource is None:
        return SharingLine(what, False, "目录中没有本单位发布的这项资源")
    state = f"目录 {resource.code} 已发布"
    if resource.way == Way.INTERFACE:
        fine = count = resource.rows.count()
        answer = f"接口可应答，{count} 条" if count else "接口不能应答（没有汇聚数据）"
    else:
        fine = resource.data_updated_on
        answer = f"数据更新至 {fine}" if fine else "没有提供过数据"
    return SharingLine(what, bool(fine), f"{state}，{answer}", resource.get_absolute_url())


def _taken(project: Any, row: Any) -> SharingLine:
    what = f"共享取得：{row.name}"
    today = timezone.localdate()
    held = Grant.objects.filter(
        unit_id=project.unit_id, state=GrantState.ACTIVE, valid_from__lte=today, valid_to__gte=today
    )
    named = Q(resource__name__icontains=row.name) | Q(items__name__iexact=row.name)
    grant = held.filter(named).select_related("resource").distinct().first()
    if grant is None:
        return SharingLine(what, False, "没有取得有效授权")
    return SharingLine(what, True, f"授权 {grant.number}，有效至 {grant.valid_to}", grant.get_absolute_url())
