"""What must hold before a resource is published, asked for, granted (articles 17 to 20)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from workflow.parameters import parameter
from workflow.rules import Rule
from workflow.workdays import add_working_days


def _edit(obj: Any) -> str:
    return reverse("sharing:resource_edit", args=[obj.pk])


def _complete(obj: Any, post: Any, data: Any) -> str:
    missing = obj.missing()
    return f"目录信息尚缺：{'、'.join(missing)}" if missing else ""


def _withheld_with_basis(obj: Any, post: Any, data: Any) -> str:
    if obj.sharing == "none" and not obj.basis.strip():
        return "不予共享的，须写明法律、行政法规或党中央、国务院政策依据"
    if obj.sharing == "conditional" and not obj.condition.strip():
        return "有条件共享的，须写明共享条件"
    return ""


def _base_is_shared(obj: Any, post: Any, data: Any) -> str:
    if obj.kind == "base" and obj.sharing != "free":
        return "人口、法人单位、空间地理、宏观经济等基础信息资源应当普遍共享"
    return ""


def _may_be_asked(obj: Any, post: Any, data: Any) -> str:
    if obj.sharing == "none":
        return f"该资源不予共享，依据：{obj.basis}"
    if post is not None and post.organisation_id == obj.provider_id:
        return "这是本单位自己提供的资源"
    return ""


def _open_asked(obj: Any, post: Any, data: Any) -> str:
    if not obj.is_open:
        return "提供单位没有申报向社会开放"
    return "" if obj.open_items() else "没有允许向社会开放的数据项"


def _not_opened(obj: Any, post: Any, data: Any) -> str:
    return "已在开放数据页面公开" if obj.opened_at else ""


def _opened(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.opened_at else "没有在开放数据页面公开"


def _safe(obj: Any, post: Any, data: Any) -> str:
    return "安全审查未通过，不能开放" if data and not data.get("safe") else ""


def _may_lie_here(obj: Any, post: Any, data: Any) -> str:
    return f"该资源不予共享，数据不汇聚到共享平台，依据：{obj.basis}" if obj.sharing == "none" else ""


def _not_twice(obj: Any, post: Any, data: Any) -> str:
    """A form sent again after a time-out must not double the data."""
    twice = data["mode"] == "append" and data["table"].sha256 == obj.data_sha256
    return "这个文件与上次上传的相同，再追加将重复" if twice else ""


def _has_items(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.items.exists() else "没有选择数据项"


def _resource_stands(obj: Any, post: Any, data: Any) -> str:
    resource = obj.resource
    if not resource.stands:
        return f"资源当前为“{resource.state_label}”，不能申请"
    return f"该资源不予共享，依据：{resource.basis}" if resource.sharing == "none" else ""


def _no_grant_yet(obj: Any, post: Any, data: Any) -> str:
    """The same items asked for again while a grant of them stands would be a second key to the same door."""
    asked = set(obj.items.values_list("pk", flat=True))
    for grant in obj.resource.grants.filter(unit=obj.unit_id, state="active"):
        if asked and asked <= set(grant.items.values_list("pk", flat=True)):
            return f"本单位已有同样数据项的有效授权（{grant.number}）"
    return ""


def _something_agreed(obj: Any, post: Any, data: Any) -> str:
    return "至少选择一个同意提供的数据项" if data and not data.get("items") else ""


def _basis_given(obj: Any, post: Any, data: Any) -> str:
    return "不予提供必须写明法律依据" if data and not data.get("basis", "").strip() else ""


def _checksum(obj: Any, post: Any, data: Any) -> str:
    if data and data["sha256"].strip().lower() != data["file"].sha256:
        return "校验值与提供单位发出的文件不符，请重新下载核对"
    return ""


def _own_resource(obj: Any, post: Any, data: Any) -> str:
    resource = data.get("resource")
    if resource is None:
        return ""
    if resource.provider_id != obj.system.unit_id:
        return "须是本单位提供的资源"
    if resource.sharing == "none":
        return f"资源《{resource.name}》不予共享，不能作为共享改造的成果"
    return "" if resource.stands else f"资源《{resource.name}》尚未在目录中发布"


def _answers(obj: Any, post: Any, data: Any) -> str:
    call = obj.last_call()
    if call is None:
        return "报告改造完成后还没有实际调用过新接口"
    if call.fine:
        return ""
    return f"调用《{call.resource.name}》的接口没有取到数据：{call.said}"


def _bodies_heard(obj: Any, post: Any, data: Any) -> str:
    """Whoever let the clock run out is counted as silent; who still has time is waited for."""
    days, today = int(parameter("clock.consultation")), timezone.localdate()
    waiting = [
        one.unit.short_name
        for one in obj.opinions.filter(state="asked").select_related("unit")
        if add_working_days(timezone.localdate(one.state_since), days) >= today
    ]
    return f"{'、'.join(waiting)}尚在答复期内" if waiting else ""


def _source_provides(obj: Any, post: Any, data: Any) -> str:
    body, resource = data.get("body"), data.get("resource")
    if body is None or resource is None:
        return ""
    if resource.provider_id != body.pk:
        return f"资源《{resource.name}》不是{body.short_name}提供的"
    return "" if resource.stands else f"资源《{resource.name}》尚未在目录中发布"


RESOURCE_RULES = (
    Rule("catalogue.complete", "20", "按目录编制指南填写完整", _complete, mend=_edit),
    Rule("catalogue.basis", "18", "不予共享有法律依据，有条件共享有条件", _withheld_with_basis, mend=_edit),
    Rule("catalogue.base", "18", "基础信息资源普遍共享", _base_is_shared, mend=_edit),
)
MAY_BE_ASKED = Rule("sharing.askable", "18", "资源可以申请共享", _may_be_asked)
OPEN_RULES = (
    Rule("open.asked", "18", "提供单位申报开放并列明可开放的数据项", _open_asked, mend=_edit),
    Rule("open.once", "18", "尚未公开", _not_opened),
    Rule("open.safe", "18", "经安全审查，不含涉密、个人隐私和商业秘密", _safe),
)
DATA_RULES = (
    Rule("data.held", "18", "资源可以共享", _may_lie_here),
    Rule("data.once", "20", "同一文件不重复追加", _not_twice, typed=("table", "mode")),
)
IS_OPENED = Rule("open.opened", "18", "正在公开", _opened)
REQUEST_RULES = (
    Rule("sharing.stands", "18", "资源在目录中有效并可以共享", _resource_stands),
    Rule("sharing.items", "19", "列明所需数据项", _has_items),
    Rule("sharing.once", "19", "没有同样范围的有效授权", _no_grant_yet),
)
SOMETHING_AGREED = Rule("sharing.agreed", "19", "列明授权的数据项", _something_agreed)
REFUSAL_HAS_BASIS = Rule("sharing.basis", "18", "不予提供有法律依据", _basis_given)
CHECKSUM_MATCHES = Rule("sharing.checksum", "20", "文件校验值相符", _checksum)
OWN_RESOURCE = Rule("adaptation.resource", "20", "新接口提供的资源已在目录中发布", _own_resource)
INTERFACE_ANSWERS = Rule("adaptation.call", "20", "实际调用新接口取到数据", _answers)
BODIES_HEARD = Rule("source.heard", "19", "有关部门已答复或答复期已过", _bodies_heard)
SOURCE_PROVIDES = Rule("source.provides", "19", "数源单位的资源已在目录中发布", _source_provides)
