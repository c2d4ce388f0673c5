"""What must hold before a change is asked for or allowed (articles 9, 10, 22)."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from documents.models import Attachment
from funds.rules.budget import too_low
from funds.states import OPEN_REQUESTS
from projects.paths import Path, Way, on_way
from projects.rules import wan
from workflow.parameters import parameter
from workflow.rules import Rule


def _edit(obj: Any) -> str:
    return reverse("changes:changerequest_edit", args=[obj.pk])


def _none_open(obj: Any, post: Any, data: Any) -> str:
    kind = data.get("kind")
    if kind and obj.change_requests.open_().filter(kind=kind).exists():
        return "本项目已有一份同类变更申请在办理"
    return ""


def _says_something(obj: Any, post: Any, data: Any) -> str:
    return "" if any(row.changed for row in obj.differences()) else "没有填写与现状不同的内容"


def _whole(obj: Any, post: Any, data: Any) -> str:
    """Article 10(一)4 as at the application: a goal that can be measured, content by parts."""
    lists = obj.rewritten()
    missing = []
    if "indicators" in lists and not any(row["target"] and row["measure"] for row in lists["indicators"]):
        missing.append("至少一项可测指标（有目标值和测量办法）")
    if "modules" in lists and not lists["modules"] and not obj.project.application.is_soft:
        missing.append("至少一个建设内容分项")
    return f"变更后还须有{'、'.join(missing)}" if missing else ""


def _pre_review_over(obj: Any, post: Any, data: Any) -> str:
    if obj.kind in ("content", "sum", "path") and obj.project.has_open("prereviews"):
        return "本项目的预审正在办理，办结后再变更目标、内容、金额或采购路径"
    return ""


def _within_list(obj: Any, post: Any, data: Any) -> str:
    route = obj.route()
    if not route.supplement:
        return ""
    return f"变更后 {wan(obj.new_sum)} 超过年度清单所列 {wan(route.line_sum)}，须先办理年度清单追加（调整）"


def _covers_contracts(obj: Any, post: Any, data: Any) -> str:
    if obj.new_sum is None or obj.new_sum >= obj.project.contract_sum:
        return ""
    return f"变更后 {wan(obj.new_sum)} 低于已签合同 {wan(obj.project.contract_sum)}"


def _contract_open(obj: Any, post: Any, data: Any) -> str:
    if obj.kind not in ("supplier", "contract") or obj.contract is None or obj.contract.state == "active":
        return ""
    return f"合同 {obj.contract.number} {obj.contract.state_label}，不能再变更"


def _amount_within(obj: Any, post: Any, data: Any) -> str:
    """Between what was paid or is planned and what was approved; the database holds the ends too."""
    contract, new = obj.contract, obj.new_amount
    if contract is None or new is None:
        return ""
    total = obj.project.contract_sum - contract.amount + new
    if total > obj.project.approved_sum:
        return f"变更后合同合计 {wan(total)}，超过批准金额 {wan(obj.project.approved_sum)}"
    if new < contract.committed:
        return f"变更后 {wan(new)} 低于已付和申请中的 {wan(contract.committed)}"
    planned = sum((stage.amount for stage in contract.stages.all()), 0)
    return f"付款计划合计 {wan(planned)}，须先调整到变更后的 {wan(new)} 以内" if planned > new else ""


def _supplement(obj: Any, post: Any, data: Any) -> str:
    """政府采购法 art. 49: what is bought besides under the same contract, by the sum that was signed."""
    contract, new = obj.contract, obj.new_amount
    if contract is None or new is None or not on_way(Way.CONTRACT_ACCEPTANCE)(obj.project):
        return ""
    most = contract.original_amount * (1 + parameter("contract_supplement_share", contract.signed_on))
    if new <= most:
        return ""
    return f"签订金额 {wan(contract.original_amount)}，补充合同后最多 {wan(most)}；超过的部分应当另行采购"


def _covers_indicators(obj: Any, post: Any, data: Any) -> str:
    if obj.new_sum is None or obj.kind != "sum":
        return ""
    return too_low(obj.new_sum, sum((one.amount for one in obj.project.indicators.all()), Decimal(0)))


def _standing_asked(obj: Any, post: Any, data: Any) -> str:
    kind = data.get("kind")
    if kind == "resume" and obj.suspended_at is None:
        return "项目没有暂停，不需要恢复"
    if kind == "suspend" and obj.suspended_at is not None:
        return f"项目已自 {timezone.localdate(obj.suspended_at)} 暂停"
    return ""


def _standing_of_request(obj: Any, post: Any, data: Any) -> str:
    return _standing_asked(obj.project, post, {"kind": obj.kind})


def _path_open(obj: Any, post: Any, data: Any) -> str:
    """Bought already is bought: another path only where no contract is being carried out."""
    if obj.kind != "path":
        return ""
    project = obj.project
    if project.stage == "completed":
        return "项目已完工，不能变更采购路径"
    if project.contracts.filter(state="active").exists():
        return "已签合同正在履行，须先结算或解除合同，再变更余下部分的采购路径"
    if obj.new_path == Path.SELF:
        limit = parameter("procurement_limit")
        if project.approved_sum >= limit:
            return f"批准金额 {wan(project.approved_sum)}，在采购限额 {wan(limit)} 以上，不能自行采购"
    return ""


def _contracts_ended(obj: Any, post: Any, data: Any) -> str:
    """Whoever ends a project leaves no contract and no bill behind."""
    open_ = [f"合同{contract.number}（履行中）" for contract in obj.contracts.filter(state="active")]
    asked = obj.payment_requests.filter(state__in=OPEN_REQUESTS)
    open_ += [f"付款申请 {one.amount:,.2f} 元（{one.state_label}）" for one in asked]
    return f"尚未了结：{'、'.join(open_)}；合同须先结算或解除，付款申请须先支付、撤回或不予支付" if open_ else ""


def _goes_on(obj: Any, post: Any, data: Any) -> str:
    project = getattr(obj, "project", obj)
    if project.suspended_at is None:
        return ""
    until = f"，预计 {project.suspended_until} 恢复" if project.suspended_until else ""
    return f"项目自 {timezone.localdate(project.suspended_at)} 起暂停{until}；恢复前不能办理"


def _resume(obj: Any) -> str:
    return getattr(obj, "project", obj).step_url("apply_change")


def _basis_there(obj: Any, post: Any, data: Any) -> str:
    """A unit gives a project away by a decision of somebody else: 机构改革, 职能划转."""
    if obj.kind != "unit" or Attachment.objects.current_for(obj).filter(slot="basis").exists():
        return ""
    return "变更申报单位须上传依据（机构改革、职能划转文件或会议纪要）"


def _in_force(obj: Any, post: Any, data: Any) -> str:
    return f"生效日期 {obj.effective_on} 未到" if obj.effective_on > timezone.localdate() else ""


def _body_stands(obj: Any, post: Any, data: Any) -> str:
    for body in (obj.organisation, obj.into):
        if body is not None and body.ended_on:
            return f"{body.name}已于 {body.ended_on} 并入{body.successor.name}"
    return ""


def _powers_stay(obj: Any, post: Any, data: Any) -> str:
    """Article 5 gives powers to bodies by name; who takes them over is not for an administrator to say."""
    if obj.into is None or obj.organisation.kind == obj.into.kind or obj.organisation.kind in PLAIN_UNITS:
        return ""
    return f"{obj.organisation.name}承担《办法》第五条规定的职权，不能并入其他类别的单位；请先更名"


def _not_investor(obj: Any, post: Any, data: Any) -> str:
    if obj.into is None:
        return ""
    ours, theirs = obj.organisation.projects, obj.into.projects
    clash = ours.filter(investor=obj.into).first() or theirs.filter(investor=obj.organisation).first()
    # No name: whoever carries out a reform need not know the project (article 24).
    return f"项目 {clash.number} 的购买方和投资建设方将成为同一单位，须先变更该项目" if clash else ""


PLAIN_UNITS = ("department", "county", "enterprise")
REFORM_IN_FORCE = Rule("reform.in_force", "5", "改革已到生效日期", _in_force)
BODY_STANDS = Rule("reform.stands", "5", "单位没有撤并", _body_stands)
POWERS_STAY = Rule("reform.powers", "5", "法定职权随类别相同的单位", _powers_stay)
NOT_INVESTOR = Rule("reform.investor", "3", "购买方和投资建设方仍是两个单位", _not_investor)
CONTRACTS_ENDED = Rule(
    "project.settled",
    "22",
    "合同已结算或解除，付款申请已办结",
    _contracts_ended,
    mend=lambda obj: obj.get_absolute_url() + "?tab=funds",
)
NOT_STANDING_STILL = Rule("project.goes_on", "10", "项目没有暂停", _goes_on, mend=_resume)
STANDING_ASKED = Rule("change.standing", "10", "暂停、恢复与项目现状相符", _standing_asked)
STANDING = Rule("change.standing", "10", "暂停、恢复与项目现状相符", _standing_of_request)
PATH_OPEN = Rule("change.path", "13", "采购路径可以变更", _path_open)
BASIS_THERE = Rule(
    "change.basis", "10", "变更申报单位的附有依据", _basis_there, mend=lambda obj: f"{obj.get_absolute_url()}#papers"
)
NO_OPEN = Rule("change.no_open", "10", "同类变更没有正在办理的", _none_open)
SAYS_SOMETHING = Rule("change.differs", "10", "写明与现状不同的内容", _says_something, mend=_edit)
WHOLE = Rule("change.whole", "10", "变更后仍有可测指标和建设内容分项", _whole, mend=_edit)
PRE_REVIEW_OVER = Rule("change.pre_review_over", "10", "没有正在办理的预审", _pre_review_over)
WITHIN_LIST = Rule("change.list", "9", "变更后不超过年度清单所列，超过的先追加清单", _within_list)
CONTRACT_OPEN = Rule("change.contract_open", "10", "合同正在履行", _contract_open, mend=_edit)
AMOUNT_WITHIN = Rule(
    "change.amount", "22", "变更后的合同金额在批准金额之内，不低于已付和付款计划", _amount_within, mend=_edit
)
SUPPLEMENT = Rule(
    "change.supplement", "22", "补充采购不超过原合同金额的法定比例（政府采购法第四十九条）", _supplement, mend=_edit
)
COVERS_CONTRACTS = Rule("change.contracts", "22", "变更后不低于已签合同金额", _covers_contracts, mend=_edit)
COVERS_INDICATORS = Rule(
    "change.indicators",
    "22",
    "变更后不低于已下达的预算指标，减少的先追减指标",
    _covers_indicators,
    mend=lambda obj: obj.project.step_url("change_indicator"),
)
