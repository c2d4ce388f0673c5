"""Sharing requests, the grants that come of them, and doubts about what was delivered (articles 18, 19)."""

from django.db.models import TextChoices

from sharing import permits, rules
from workflow.machines import Kind, Machine, Step


class RequestState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    CHECKING = "checking", "信息办受理"
    ANSWERING = "answering", "提供单位答复"
    EXTENDED = "extended", "延期答复"
    GRANTED = "granted", "已授权"
    REFUSED = "refused", "不予提供"
    MEDIATION = "mediation", "信息办协调"
    UPHELD = "upheld", "维持不予提供"
    WITHDRAWN = "withdrawn", "已撤回"


S = RequestState
ASKED = "sharing.services.after_asked"
REQUEST = Machine(
    key="sharing.sharingrequest",
    states=S,
    field="state",
    clocks={
        S.UNIT_REVIEW: "clock.unit_review", S.CHECKING: "clock.sharing_accept", S.ANSWERING: "clock.sharing_answer",
        S.EXTENDED: "clock.sharing_extension", S.MEDIATION: "clock.sharing_mediation",
    },
    steps=(
        Step(
            "submit", "提交单位审核", "18", 1, (S.DRAFT,), S.UNIT_REVIEW, permits.UNIT_CLERK, rules=rules.REQUEST_RULES,
            effect="sharing.services.after_request_submitted", consequence="送本单位负责人审核。",
            done="已提交，等待本单位负责人审核。",
        ),
        Step(
            "confirm", "同意报出", "18", 2, (S.UNIT_REVIEW,), S.CHECKING, permits.UNIT_LEADER, rules=rules.REQUEST_RULES,
            effect="sharing.services.after_request_confirmed",
            consequence="无条件共享的资源立即自动授权；有条件共享的送信息办受理。", done="已报出：当前为“{o.state_label}”。",
        ),
        Step(
            "unit_return", "退回修改", "18", 3, (S.UNIT_REVIEW,), S.DRAFT, permits.UNIT_LEADER, kind=Kind.RETURN,
            effect="sharing.services.after_request_returned", consequence="退回经办人修改后重新提交。", done="已退回经办人修改。",
        ),
        Step("grant_at_once", "自动授权", "18", 4, (S.CHECKING,), S.GRANTED, permits.UNIT_CLERK, system=True),
        Step(
            "pass_on", "受理并转提供单位", "18", 5, (S.CHECKING,), S.ANSWERING, permits.OFFICE_CLERK,
            effect="sharing.services.after_passed_on", consequence="提供单位在规定工作日内答复，可延期一次。",
            done="已转提供单位答复。",
        ),
        Step(
            "ask_back", "退回补正", "18", 6, (S.CHECKING,), S.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="sharing.services.after_request_returned", consequence="退回申请单位补正；请一次性告知。",
            done="已退回补正，已通知申请单位。",
        ),
        Step(
            "extend", "延期答复", "18", 7, (S.ANSWERING,), S.EXTENDED, permits.GIVER_CLERK, awaits=(),
            form="sharing.forms.ReasonForm", effect="sharing.services.after_extended",
            consequence="只能延期一次，理由告知申请单位。", done="已延期，已通知申请单位。",
        ),
        Step(
            "agree", "同意提供", "18", 8, (S.ANSWERING, S.EXTENDED), S.GRANTED, permits.GIVER_LEADER,
            rules=(rules.SOMETHING_AGREED,), form="sharing.forms.AgreeForm", effect="sharing.services.after_agreed",
            consequence="按所选数据项、期限和限额生成授权；使用单位只能在授权范围内使用（第十九条）。",
            done="已同意提供，已生成授权并通知申请单位。",
        ),
        Step(
            "refuse", "不予提供", "18", 9, (S.ANSWERING, S.EXTENDED), S.REFUSED, permits.GIVER_LEADER, kind=Kind.END,
            rules=(rules.REFUSAL_HAS_BASIS,), form="sharing.forms.RefuseForm", effect="sharing.services.after_request_refused",
            consequence="须写明法律依据；申请单位可提请信息办协调。", done="已答复不予提供，已通知申请单位。",
        ),
        Step(
            "dispute", "提请协调", "18", 10, (S.REFUSED,), S.MEDIATION, permits.UNIT_LEADER, awaits=(),
            form="sharing.forms.ReasonForm", effect="sharing.services.after_disputed",
            consequence="由市信息办协调提供单位后作出决定。", done="已提请信息办协调。",
        ),
        Step(
            "settle", "协调后同意提供", "18", 11, (S.MEDIATION,), S.GRANTED, permits.OFFICE_LEADER,
            rules=(rules.SOMETHING_AGREED,), form="sharing.forms.AgreeForm", effect="sharing.services.after_agreed",
            consequence="按所选范围生成授权，通知双方。", done="已协调同意提供，已通知双方。",
        ),
        Step(
            "uphold", "维持不予提供", "18", 12, (S.MEDIATION,), S.UPHELD, permits.OFFICE_LEADER, kind=Kind.END,
            effect="sharing.services.after_upheld", consequence="维持提供单位的答复，通知双方。", done="已维持，已通知双方。",
        ),
        Step(
            "withdraw", "撤回申请", "18", 13, (S.DRAFT, S.UNIT_REVIEW, S.CHECKING, S.ANSWERING, S.EXTENDED), S.WITHDRAWN,
            permits.UNIT_CLERK, kind=Kind.END, awaits=(), consequence="申请终止，可以另行申请。", done="已撤回。",
        ),
    ),
)  # fmt: skip


class GrantState(TextChoices):
    ACTIVE = "active", "有效"
    REVOKED = "revoked", "已收回"
    RETURNED = "given_up", "已交回"
    EXPIRED = "expired", "已到期"
    WITHDRAWN = "withdrawn", "随资源撤销"


G = GrantState
GRANT = Machine(
    key="sharing.grant",
    states=G,
    field="state",
    steps=(
        Step(
            "revoke", "收回授权", "19", 1, (G.ACTIVE,), G.REVOKED, permits.GIVER_LEADER, kind=Kind.END, awaits=(),
            effect="sharing.services.after_grant_ended", consequence="接口凭证立即失效，通知使用单位和信息办。",
            done="已收回授权，已通知使用单位。",
        ),
        Step(
            "stop", "责令停止使用", "19", 2, (G.ACTIVE,), G.REVOKED, permits.OFFICE_LEADER, kind=Kind.END, awaits=(),
            effect="sharing.services.after_grant_ended", consequence="接口凭证立即失效，通知双方。",
            done="已停止授权，已通知双方。",
        ),
        Step(
            "give_up", "交回授权", "19", 3, (G.ACTIVE,), G.RETURNED, permits.UNIT_LEADER, kind=Kind.END, awaits=(),
            effect="sharing.services.after_grant_ended", consequence="不再使用该数据，接口凭证立即失效。", done="已交回授权。",
        ),
        Step(
            "doubt", "提出数据校核", "19", 4, (G.ACTIVE,), None, permits.UNIT_CLERK, kind=Kind.FACT, awaits=(),
            form="sharing.forms.DoubtForm", effect="sharing.services.open_doubt",
            consequence="提供单位在规定工作日内核实答复。", done="已送提供单位校核。",
        ),
        Step(
            "receive_file", "确认收到文件", "20", 5, (G.ACTIVE,), None, permits.UNIT_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.CHECKSUM_MATCHES,), form="sharing.forms.ReceiptForm", effect="sharing.services.keep_receipt",
            consequence="填写收到文件的校验值，相符的生成回执。", done="校验值相符，已生成回执。",
        ),
        Step("expire", "授权到期", "19", 6, (G.ACTIVE,), G.EXPIRED, permits.OFFICE, system=True),
        Step("fall", "随资源撤销", "20", 7, (G.ACTIVE,), G.WITHDRAWN, permits.OFFICE, system=True),
    ),
)  # fmt: skip


class DoubtState(TextChoices):
    OPEN = "open", "校核中"
    CORRECTED = "corrected", "已更正"
    CONFIRMED = "confirmed", "核实无误"


D = DoubtState
DOUBT = Machine(
    key="sharing.doubt",
    states=D,
    field="state",
    clocks={D.OPEN: "clock.sharing_doubt"},
    steps=(
        Step(
            "correct", "已更正数据", "19", 1, (D.OPEN,), D.CORRECTED, permits.DOUBTED_CLERK, form="sharing.forms.ReasonForm",
            effect="sharing.services.after_doubt_answered", consequence="更正情况告知提出单位。", done="已答复更正。",
        ),
        Step(
            "stand_by", "核实无误", "19", 2, (D.OPEN,), D.CONFIRMED, permits.DOUBTED_CLERK, form="sharing.forms.ReasonForm",
            effect="sharing.services.after_doubt_answered", consequence="核实情况告知提出单位。", done="已答复核实无误。",
        ),
    ),
)  # fmt: skip
