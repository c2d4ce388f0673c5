"""会签: another body is asked for its opinion within the pre-review (articles 5, 10). Its silence is silence."""

from django.db.models import TextChoices

from projects import permits
from workflow.machines import Kind, Machine, Step


class ConsultationState(TextChoices):
    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回征询"


C = ConsultationState
CONSULTATION = Machine(
    key="projects.consultation",
    states=C,
    field="state",
    steps=(
        Step(
            "answer", "答复会签意见", "10", 1, (C.ASKED,), C.ANSWERED, permits.ASKED_BODY,
            form="projects.forms.OpinionForm", effect="projects.services.after_opinion",
            consequence="意见送信息办，随项目永久保存；答复后不能更改。", done="已答复会签意见，已送信息办。",
        ),
        Step(
            "remind", "催办", "10", 2, (C.ASKED,), None, permits.OFFICE_CLERK, awaits=(), kind=Kind.FACT,
            effect="projects.services.after_opinion_reminded", consequence="向被征询单位再发一次通知，记录催办次数。",
            done="已催办，累计 {o.reminders} 次。",
        ),
        Step(
            "withdraw", "撤回征询", "10", 3, (C.ASKED,), C.WITHDRAWN, permits.OFFICE_CLERK, awaits=(), kind=Kind.END,
            effect="projects.services.after_question_withdrawn", consequence="不再等待该单位的意见；征询记录保留。",
            done="已撤回征询。",
        ),
        Step("close", "随预审结束", "10", 9, (C.ASKED,), C.WITHDRAWN, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip
