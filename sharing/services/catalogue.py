"""Verbs of the catalogue."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from accounts.models import Post
from accounts.roles import Role
from sharing.models import CatalogueCategory, CatalogueScheme, DataItem, InformationResource, ResourceVersion
from sharing.notices import tell_office, tell_unit
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden


def take_code(category: CatalogueCategory) -> str:
    """类项目细目/顺序号: the next free number of the category, taken under its lock."""
    locked = CatalogueCategory.objects.select_for_update().get(pk=category.pk)
    while True:
        locked.last += 1
        code = f"{locked.code}/{locked.last:05d}"
        if not InformationResource.objects.filter(code=code).exists():
            locked.save(update_fields=["last"])
            return code


def save_resource(
    *, resource: InformationResource, items: Iterable[Mapping[str, Any]], post: Post
) -> InformationResource:
    """Keep a draft with its items. A new one is given its code; items of the same name stay what they were.

    Raises Conflict where somebody saved since `resource` was read.
    """
    with unit_of_work():
        new = resource._state.adding
        if not new:
            there = InformationResource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
            if not there.editable:
                raise Conflict(f"资源当前为“{there.state_label}”，不能修改。")
            resource.edition = there.next_edition(resource.edition)
        if new:
            resource.created_by = post
            resource.scheme = resource.scheme or CatalogueScheme.in_force()
        if not resource.provider_code:
            resource.provider_code = resource.provider.credit_code
        if not resource.code and resource.category is not None:
            resource.code = take_code(resource.category)
        resource.save()
        names = _keep_items(resource, items)
        label = "登记信息资源" if new else "修改信息资源"
        record(
            subject=resource, action="register" if new else "edit", label=label, post=post, changes={"items": names}
        )
    return resource


def _keep_items(resource: InformationResource, items: Iterable[Mapping[str, Any]]) -> list[str]:
    names = []
    for position, values in enumerate(items):
        fields = {key: values[key] for key in ("type", "length", "sharing", "open")}
        DataItem.objects.update_or_create(
            resource=resource, name=values["name"], defaults={**fields, "position": position}
        )
        names.append(values["name"])
    resource.items.exclude(name__in=names).delete()
    return names


def add_scheme(
    *, version: str, name: str, valid_from: datetime.date, extension: list[tuple[str, bool]], post: Post
) -> CatalogueScheme:
    """A further version of the form; a field that keeps its label keeps its key, so that what was filled in stays."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("目录元数据方案由信息办经办人维护。")
    with unit_of_work():
        schemes = list(CatalogueScheme.objects.select_for_update().order_by("valid_from"))
        known = {field["label"]: field["key"] for scheme in schemes for field in scheme.extension()}
        core = [field for field in schemes[-1].fields if not field.get("extension")] if schemes else []
        taken, fields = set(known.values()), []
        for label, required in extension:
            key = known.get(label) or next(f"x{n}" for n in range(1, 1000) if f"x{n}" not in taken)
            taken.add(key)
            fields.append({"key": key, "label": label, "required": required, "extension": True})
        scheme = CatalogueScheme.objects.create(
            version=version, name=name, valid_from=valid_from, fields=[*core, *fields]
        )
        record(subject=scheme, action="register", label="发布目录元数据方案", post=post, changes={"version": version})
    return scheme


def after_resource_submitted(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.provider, f"信息资源《{obj.name}》待审核", obj=obj, leader_only=True)


def after_resource_confirmed(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"信息资源《{obj.name}》待审核发布", obj=obj, roles=(Role.OFFICE_CLERK,))


def after_resource_returned(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.provider, f"信息资源《{obj.name}》退回：{data['reason']}", obj=obj)


def after_resource_published(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    """Freeze what was published; those who use it hear what has changed."""
    obj.items.update(open_published=F("open"))
    ResourceVersion.objects.create(resource=obj, number=obj.version, content=obj.content(), published_by=post)
    tell_unit(obj.provider, f"信息资源《{obj.name}》第 {obj.version} 版已发布", obj=obj)
    if obj.version > 1:
        for grant in obj.grants.filter(state="active").select_related("unit"):
            tell_unit(grant.unit, f"您使用的信息资源《{obj.name}》目录已变更（第 {obj.version} 版）", obj=obj)


def after_resource_withdrawn(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    for grant in obj.grants.filter(state="active").select_related("unit"):
        perform(grant, "fall", post=post, system=True)
        grant.tokens.filter(ended_at__isnull=True).update(ended_at=obj.state_since)
        tell_unit(grant.unit, f"您使用的信息资源《{obj.name}》已撤销：{data['reason']}", obj=obj)


def after_opened(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.provider, f"信息资源《{obj.name}》经安全审查，已向社会开放", obj=obj)
