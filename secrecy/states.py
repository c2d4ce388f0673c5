"""定密 (articles 5, 24) and 分级保护 in their order: plan, assessment, examination, approval for use."""

from django.conf import settings
from django.db.models import TextChoices

from projects.permits import UNIT_CLERK
from projects.states import Stage
from secrecy import permits, rules
from workflow.machines import Kind, Machine, Step


class ClassificationState(TextChoices):
    CLAIMED = "claimed", "待定密确认"
    REFERRED = "referred", "已转报省级"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不属于国家秘密"
    DECLASSIFIED = "declassified", "已解密"
    CLOSED = "closed", "随项目结束"


C = ClassificationState
CLASSIFICATION = Machine(
    key="secrecy.classification",
    states=C,
    field="state",
    clocks={C.CLAIMED: "clock.classification", C.REFERRED: "clock.classification_referred"},
    steps=(
        Step(
            "confirm", "确认定密", "5", 1, (C.CLAIMED, C.REFERRED), C.CONFIRMED, permits.SECRECY, rules=(rules.PERIOD,),
            form="secrecy.forms.ConfirmForm", effect="secrecy.services.after_confirmed",
            consequence="密级和保密期限就此确定，并建立分级保护事项。", done="已确认定密，分级保护事项已建立。",
        ),
        Step(
            "refer", "转报省级确定", "5", 2, (C.CLAIMED,), C.REFERRED, permits.SECRECY, form="secrecy.forms.ReferForm",
            effect="secrecy.services.after_referred", consequence="密级不明确或有争议的转报上级；期间按拟定密级管理。",
            done="已登记转报，期间仍按涉密管理。",
        ),
        Step(
            "reject", "不予定密", "5", 3, (C.CLAIMED, C.REFERRED), C.REJECTED, permits.SECRECY, kind=Kind.END,
            effect="secrecy.services.after_rejected",
            consequence="不属于国家秘密：登记就此结束，单位可按普通项目申报。", done="已决定不予定密，已通知申报单位。",
        ),
        Step(
            "declassify", "解密", "24", 4, (C.CONFIRMED,), C.DECLASSIFIED, permits.SECRECY, awaits=(), kind=Kind.END,
            effect="secrecy.services.after_declassified", consequence="保密期限届满或提前解密；登记保留。", done="已登记解密。",
        ),
        Step("close", "随项目结束", "24", 9, (C.CLAIMED, C.REFERRED), C.CLOSED, permits.UNIT_CLERK, system=True),
    ),
)  # fmt: skip


class ProtectionState(TextChoices):
    PLAN = "plan", "待评审分级保护方案"
    ASSESSMENT = "assessment", "待分级保护测评"
    EXAMINATION = "examination", "待审查"
    USE = "use", "待批准使用"
    APPROVED = "approved", "已批准使用"
    CLOSED = "closed", "随项目结束"


P = ProtectionState
OPEN_PROTECTION = (P.PLAN, P.ASSESSMENT, P.EXAMINATION, P.USE)
PROTECTION = Machine(
    key="secrecy.protection",
    states=P,
    field="state",
    clocks={P.EXAMINATION: "clock.secrecy_examination", P.USE: "clock.secrecy_examination"},
    steps=(
        Step(
            "review_plan", "登记方案评审意见", "5", 1, (P.PLAN,), P.ASSESSMENT, permits.SECRECY, rules=(rules.CONFIRMED,),
            form="secrecy.forms.PaperNumberForm", consequence="分级保护方案评审通过，可以按方案建设。",
            done="已登记方案评审意见，建成后组织测评。",
        ),
        Step(
            "record_assessment", "登记测评结论", "5", 2, (P.ASSESSMENT,), P.EXAMINATION, permits.SECRECY,
            form="secrecy.forms.AssessmentForm", consequence="测评合格，进入审查。", done="已登记测评结论，请审查。",
        ),
        Step(
            "plan_again", "退回修改方案", "5", 3, (P.ASSESSMENT, P.EXAMINATION), P.PLAN, permits.SECRECY, awaits=(),
            kind=Kind.RETURN, consequence="方案须修改并重新评审，已登记的测评结论作废。", done="已退回，方案须重新评审。",
        ),
        Step(
            "examine", "审查通过", "5", 4, (P.EXAMINATION,), P.USE, permits.SECRECY, form="secrecy.forms.PaperNumberForm",
            consequence="审查通过；验收合格后批准使用。", done="已登记审查结论。",
        ),
        Step(
            "assess_again", "退回重新测评", "5", 5, (P.EXAMINATION, P.USE), P.ASSESSMENT, permits.SECRECY, awaits=(),
            kind=Kind.RETURN, consequence="整改后重新测评。", done="已退回，整改后重新测评。",
        ),
        Step(
            "approve_use", "批准投入使用", "5", 6, (P.USE,), P.APPROVED, permits.SECRECY, rules=(rules.ACCEPTED,),
            form="secrecy.forms.PaperNumberForm", effect="secrecy.services.after_use_approved", consequence="登记投入使用审批文号；此后可以登记投入使用。",
            done="已批准投入使用。",
        ),
        Step("close", "随项目结束", "24", 9, OPEN_PROTECTION, P.CLOSED, permits.UNIT_CLERK, system=True),
    ),
)  # fmt: skip


def _may_claim(project) -> bool:
    """On a classified network a unit marks its own project; on an ordinary one there is only the register."""
    return settings.CLASSIFIED_MODE == "full" and not project.is_classified


# Added to the project's machine when this room opens (apps.py).
CLAIM = Step(
    "claim_classification", "申报定密", "24", 86, (Stage.DRAFT, Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED), None, UNIT_CLERK,
    kind=Kind.FACT, awaits=(), form="secrecy.forms.ClaimForm", effect="secrecy.services.after_claimed", exists=_may_claim,
    consequence="提交后项目按涉密管理，只有知悉范围内的人员可以看见，直至市国家保密局决定。", done="已申报定密，待市国家保密局确认。",
)  # fmt: skip
