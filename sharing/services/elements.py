"""Verbs of data elements, of the cases about their sources, and of what a project collects all the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Organisation, Post
from accounts.roles import Role
from projects.models import Project
from sharing.models import (
    Collection,
    DataElement,
    ElementName,
    ElementSource,
    NameRule,
    SourceCase,
    SourceOpinion,
)
from sharing.models.elements import OPEN_CASES
from sharing.notices import tell_office, tell_unit
from sharing.states import CollectionState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden

DECIDERS = (Role.OFFICE_LEADER,)


def save_element(*, element: DataElement, names: Iterable[str], post: Post) -> DataElement:
    """Keep an element with all its names; the form has seen that none belongs to another."""
    with unit_of_work():
        new, words = element._state.adding, list(names)
        element.save()
        element.names.exclude(word__in=words).delete()
        ElementName.objects.bulk_create(
            [ElementName(element=element, word=word) for word in words], ignore_conflicts=True
        )
        label = "登记数据元" if new else "修改数据元"
        record(subject=element, action="keep", label=label, post=post, changes={"names": words})
    return element


def keep_name_rules(*, words: Mapping[str, Iterable[str]], post: Post) -> None:
    """What is left out before names are compared: kind → words. Each rule that comes or goes stands in the trail."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("名称归一规则由信息办经办人维护。")
    with unit_of_work():
        there = {(rule.kind, rule.word): rule for rule in NameRule.objects.select_for_update()}
        wanted = {(kind, word) for kind, listed in words.items() for word in listed}
        for kind, word in sorted(wanted - there.keys()):
            rule = NameRule.objects.create(kind=kind, word=word)
            record(subject=rule, action="register", label="增加名称归一规则", post=post, changes={"rule": str(rule)})
        for key in sorted(there.keys() - wanted):
            rule = there[key]
            record(subject=rule, action="remove", label="删除名称归一规则", post=post, changes={"rule": str(rule)})
            rule.delete()


def open_case(
    *, element: DataElement, proposed: Organisation, why: str, bodies: Iterable[Organisation], post: Post
) -> SourceCase:
    """The office proposes a source and asks every body that provides or collects the element."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("数源认定由信息办经办人提出。")
    with unit_of_work():
        locked = DataElement.objects.select_for_update().get(pk=element.pk)
        if locked.generic:
            raise Conflict("通用字段不认定数源。")
        if locked.cases.filter(state__in=OPEN_CASES).exists():
            raise Conflict("该数据元已有正在办理的数源认定。")
        case = SourceCase.objects.create(element=locked, proposed=proposed, why=why, created_by=post)
        record(subject=case, action="open", label="提出数源认定", post=post, changes={"proposed": proposed.name})
        for body in {one.pk: one for one in [*bodies, proposed]}.values():
            opinion = SourceOpinion.objects.create(case=case, unit=body, created_by=post)
            text = f"拟认定{proposed.short_name}为“{locked.name}”的数源，请答复意见"
            tell_unit(body, text, obj=opinion, leader_only=True)
    return case


def after_opinion_given(*, obj: SourceOpinion, post: Post, data: Mapping[str, Any]) -> None:
    text = f"{obj.unit.short_name}对“{obj.case.element.name}”的数源认定：{obj.get_position_display()}"
    tell_office(text, obj=obj.case, roles=(Role.OFFICE_CLERK,))


def after_case_referred(*, obj: SourceCase, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"“{obj.element.name}”的数源待确定", obj=obj, roles=(Role.OFFICE_LEADER,))


def after_case_returned(*, obj: SourceCase, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"“{obj.element.name}”的数源认定退回：{data['reason']}", obj=obj, roles=(Role.OFFICE_CLERK,))


def after_case_decided(*, obj: SourceCase, post: Post, data: Mapping[str, Any]) -> None:
    """The source stands from its day on; who answers no more is let go, all hear of it."""
    # The database refuses a decided case without them.
    assert obj.body is not None
    assert obj.effective_on is not None
    ElementSource.objects.update_or_create(
        element=obj.element,
        valid_from=obj.effective_on,
        defaults={"body": obj.body, "resource": obj.resource},
    )
    words = f"{obj.effective_on:%Y-%m-%d} 起，“{obj.element.name}”以{obj.body.short_name}为唯一数源"
    _close(obj, post, words)


def after_case_dropped(*, obj: SourceCase, post: Post, data: Mapping[str, Any]) -> None:
    _close(obj, post, f"“{obj.element.name}”的数源认定不予确定：{data['reason']}")


def _close(case: SourceCase, post: Post, words: str) -> None:
    for opinion in case.opinions.select_related("unit"):
        if opinion.state == "asked":
            perform(opinion, "lapse", post=post, system=True)
        tell_unit(opinion.unit, words, obj=case)
    tell_office(words, obj=case, roles=(Role.OFFICE_CLERK,))


def settle_collection(*, project: Project, element: DataElement, reason: str, post: Post) -> Collection:
    """The unit switches to sharing, or says why it must collect; once for each element of a project."""
    if post.role != Role.APPLICANT or post.organisation_id != project.unit_id:
        raise Forbidden("由项目申报单位经办人办理。")
    with unit_of_work():
        Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if project.collections.filter(element=element).exists():
            raise Conflict("该数据元已经处理过，请到处理记录中查看。")
        state = CollectionState.STATED if reason else CollectionState.SWITCHED
        made = Collection.objects.create(project=project, element=element, reason=reason, state=state, created_by=post)
        label = "说明采集理由" if reason else "改为共享取得"
        record(subject=made, action="open", label=label, post=post, reason=reason)
        if reason:
            tell_office(f"{project.unit.short_name}说明仍须采集“{element.name}”的理由", obj=made, roles=DECIDERS)
    return made


def after_collection_judged(*, obj: Collection, post: Post, data: Mapping[str, Any]) -> None:
    said = data.get("note") or data.get("reason", "")
    tell_unit(obj.project.unit, f"采集“{obj.element.name}”：{obj.state_label}。{said}", obj=obj)


def after_collection_stated(*, obj: Collection, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"{obj.project.unit.short_name}“{obj.element.name}”：{obj.state_label}", obj=obj, roles=DECIDERS)
