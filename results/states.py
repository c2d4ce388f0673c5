"""Reuse of a result in another body, and the permission to hand one on (article 15)."""

from django.db.models import TextChoices

from results import permits, rules
from workflow.machines import Kind, Machine, Step


class ReuseState(TextChoices):
    PROPOSED = "proposed", "待信息办决定"
    PROMOTED = "promoted", "待所有单位支持"
    SUPPORTED = "supported", "已提供支持"
    IN_USE = "in_use", "使用中"
    DECLINED = "declined", "不予推广"


class TransferState(TextChoices):
    ASKED = "asked", "待所有单位表示"
    AGREED = "agreed", "待信息办许可"
    PERMITTED = "permitted", "许可转让"
    REFUSED = "refused", "不予许可"


U, T = ReuseState, TransferState

REUSE = Machine(
    key="results.reuse",
    states=U,
    field="state",
    clocks={U.PROPOSED: "clock.opinion", U.PROMOTED: "clock.opinion"},
    steps=(
        Step(
            "promote", "决定推广使用", "15", 1, (U.PROPOSED,), U.PROMOTED, permits.OFFICE_LEADER,
            rules=(rules.OWNED_BY_UNIT, rules.OTHER_BODY), effect="results.services.after_promoted",
            consequence="通知所有单位提供支持；使用单位不得擅自转让。", done="已决定推广，已通知所有单位提供支持。",
        ),
        Step(
            "decline", "不予推广", "15", 2, (U.PROPOSED,), U.DECLINED, permits.OFFICE_LEADER, kind=Kind.END,
            consequence="就此结束。", done="已决定不予推广。",
        ),
        Step(
            "support", "提供支持", "15", 3, (U.PROMOTED,), U.SUPPORTED, permits.OWNER_CLERK, form="results.forms.SupportForm",
            effect="results.services.after_supported", consequence="登记移交的代码、文档和技术支持。",
            done="已登记支持情况，已通知使用单位。",
        ),
        Step(
            "record_use", "登记使用情况", "15", 4, (U.SUPPORTED,), U.IN_USE, permits.USER_CLERK, form="results.forms.UseForm",
            consequence="登记使用情况和成效。", done="已登记使用情况。",
        ),
    ),
)  # fmt: skip

TRANSFER = Machine(
    key="results.transfer",
    states=T,
    field="state",
    clocks={T.ASKED: "clock.opinion", T.AGREED: "clock.opinion"},
    steps=(
        Step(
            "agree", "同意转让", "15", 1, (T.ASKED,), T.AGREED, permits.OWNER_LEADER,
            consequence="送信息办许可。", done="已同意，等待信息办许可。",
        ),
        Step(
            "oppose", "不同意转让", "15", 2, (T.ASKED,), T.REFUSED, permits.OWNER_LEADER, kind=Kind.END,
            effect="results.services.after_decided", consequence="就此结束，成果不得转让。", done="已表示不同意。",
        ),
        Step(
            "permit", "许可转让", "15", 3, (T.AGREED,), T.PERMITTED, permits.OFFICE_LEADER, form="results.forms.PermitForm",
            effect="results.services.after_decided", consequence="使用单位可以按许可的范围转让。", done="已许可转让。",
        ),
        Step(
            "refuse", "不予许可", "15", 4, (T.AGREED,), T.REFUSED, permits.OFFICE_LEADER, kind=Kind.END,
            effect="results.services.after_decided", consequence="成果不得转让。", done="已决定不予许可。",
        ),
    ),
)  # fmt: skip
