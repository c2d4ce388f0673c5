"""Allocation of capacity (article 7): asked per environment, granted wholly, partly or not, released or taken back."""

from django.db.models import TextChoices

from infrastructure import permits, rules
from workflow.machines import Kind, Machine, Step


class AllocationState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    CHECKING = "checking", "信息办审查"
    DECIDING = "deciding", "待分配"
    GRANTED = "granted", "已分配"
    PARTLY = "partly", "部分分配"
    REFUSED = "refused", "不予分配"
    RELEASED = "released", "已释放"
    RECLAIMED = "reclaimed", "已收回"
    EXPIRED = "expired", "已到期"


A = AllocationState
HELD = (A.GRANTED, A.PARTLY)
ALLOCATION = Machine(
    key="infrastructure.allocation",
    states=A,
    field="state",
    clocks={
        A.UNIT_REVIEW: "clock.unit_review", A.CHECKING: "clock.allocation_check", A.DECIDING: "clock.allocation_check",
    },
    steps=(
        Step(
            "submit", "提交单位审核", "7", 1, (A.DRAFT,), A.UNIT_REVIEW, permits.UNIT_CLERK, rules=(rules.ASKS_SOMETHING,),
            effect="infrastructure.services.after_submitted", consequence="送本单位负责人审核。",
            done="已提交，等待本单位负责人审核。",
        ),
        Step(
            "confirm", "同意报出", "7", 2, (A.UNIT_REVIEW,), A.CHECKING, permits.UNIT_LEADER,
            effect="infrastructure.services.after_confirmed", consequence="报送市信息办。", done="已报出，等待信息办审查。",
        ),
        Step(
            "unit_return", "退回修改", "7", 3, (A.UNIT_REVIEW,), A.DRAFT, permits.UNIT_LEADER, kind=Kind.RETURN,
            effect="infrastructure.services.after_returned", consequence="退回经办人修改后重新提交。", done="已退回经办人。",
        ),
        Step(
            "pass_check", "审查完毕送批", "7", 4, (A.CHECKING,), A.DECIDING, permits.OFFICE_CLERK,
            form="infrastructure.forms.NoteForm", effect="infrastructure.services.after_checked",
            consequence="送信息办负责人决定。", done="已送负责人决定。",
        ),
        Step(
            "return_for_papers", "退回补正", "7", 5, (A.CHECKING,), A.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="infrastructure.services.after_returned", consequence="退回申请单位补正；请一次性告知。", done="已退回补正。",
        ),
        Step(
            "grant", "按申请分配", "7", 6, (A.DECIDING,), A.GRANTED, permits.DECIDER, rules=(rules.CAPACITY_IS_FREE,),
            effect="infrastructure.services.after_granted", consequence="占用资源池容量，出具资源分配通知书。",
            done="已分配，通知书 {o.number}。",
        ),
        Step(
            "grant_partly", "部分分配", "7", 7, (A.DECIDING,), A.PARTLY, permits.DECIDER, rules=(rules.PART_IS_SAID,),
            form="infrastructure.forms.PartForm", effect="infrastructure.services.after_granted_partly",
            consequence="按填写的数量分配，出具资源分配通知书。", done="已部分分配，通知书 {o.number}。",
        ),
        Step(
            "refuse", "不予分配", "7", 8, (A.DECIDING,), A.REFUSED, permits.DECIDER, kind=Kind.END,
            effect="infrastructure.services.after_refused", consequence="告知申请单位理由；可另行申请。", done="已决定不予分配。",
        ),
        Step(
            "release", "释放资源", "7", 9, HELD, A.RELEASED, permits.UNIT_CLERK, awaits=(),
            effect="infrastructure.services.after_released", consequence="资源立即退回资源池，请先备份数据。", done="已释放。",
        ),
        Step(
            "warn_idle", "闲置提醒", "7", 10, HELD, None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.LIES_IDLE,), effect="infrastructure.services.after_warned", consequence="提醒使用单位释放或说明。",
            done="已提醒使用单位。",
        ),
        Step(
            "reclaim", "收回资源", "7", 11, HELD, A.RECLAIMED, permits.OFFICE_LEADER, kind=Kind.END, awaits=(),
            rules=(rules.MAY_RECLAIM,), effect="infrastructure.services.after_released",
            consequence="资源退回资源池并通知使用单位。", done="已收回，已通知使用单位。",
        ),
        Step("expire", "到期退回", "7", 12, HELD, A.EXPIRED, permits.OFFICE_LEADER, system=True),
    ),
)  # fmt: skip
