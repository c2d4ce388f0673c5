"""What experts and meetings leave behind: opinions with their signatures, answers to remarks, minutes."""

from typing import Any

from documents.registry import CONTACT, OFFICE, PROJECT, DocumentSpec, register
from documents.samples import experts as samples

GROUP_OPINION = register(
    DocumentSpec(
        # purpose: text                                          技术（设计）方案评审
        # held_on: date, place: text, examined: text             how it was examined, one sentence or paragraphs
        # opinion: [text]                                        numbered points
        # conclusion: text                                       通过 / 修改后通过 / 不通过
        # experts: [{name, unit, title, field, is_leader: bool, signed}]
        # dissent: text (optional); avoided: [{name, reason}] (optional)       who stepped aside
        # attendance: [{how, number, names}] (optional)                        who came, who did not
        kind="group_opinion",
        label="专家组意见",
        title="{project_name}专家组意见",
        template="documents/group_opinion.html",
        series="group_opinion",
        keys=(*PROJECT, "purpose", "held_on", "place", "examined", "opinion", "conclusion", "experts"),
        optional={**CONTACT, "dissent": "", "avoided": [], "attendance": []},
        passages={"examined": "审查过程"},
        sample=samples.group_opinion,
    )
)

ARGUMENT_OPINION = register(
    DocumentSpec(
        # meeting_on: date, place: text, question: text          what the office asked to be argued
        # aspects: [{label, verdict, remark}]                    need, feasibility and the rest of article 10(一)
        # opinion: [text], conclusion: text                      必要、可行 / 完善后可行 / 修改后重新论证 / 不可行
        # figures: text                                          how the conclusion follows from the opinions
        # declared_sum: yuan
        # experts: [{name, unit, title, field, is_leader: bool, signed}]
        # dissent: text (optional)
        kind="argument_opinion",
        label="专家论证意见",
        title="关于{project_name}必要性和可行性的专家论证意见",
        template="documents/argument_opinion.html",
        series="argument",
        keys=(
            *PROJECT,
            "meeting_on",
            "place",
            "question",
            "aspects",
            "opinion",
            "conclusion",
            "figures",
            "declared_sum",
            "experts",
        ),
        optional={**CONTACT, "dissent": ""},
        sample=samples.argument_opinion,
    )
)

ACCEPTANCE_OPINION = register(
    DocumentSpec(
        # stage: text                                            初步验收 / 竣工验收
        # held_on: date, place: text
        # parts: [{label, verdict, finding}]                     the five parts of article 12
        # indicators: [{name, promised, measured, met: bool}]    may be empty
        # problems: [text]                                       may be empty
        # conclusion: text                                       通过 / 整改后通过 / 不通过
        # members: [{name, unit, title, field, is_leader: bool, signed}]
        # contractors: [text], opinion: [text] (the group's points), dissent: text (all optional)
        kind="acceptance_opinion",
        label="验收意见",
        title="{project_name}验收意见",
        template="documents/acceptance_opinion.html",
        series="acceptance_opinion",
        keys=(
            *PROJECT,
            "stage",
            "held_on",
            "place",
            "parts",
            "indicators",
            "problems",
            "conclusion",
            "members",
        ),
        optional={**CONTACT, "contractors": [], "opinion": [], "dissent": ""},
        passages={"problems": "存在问题（一行一点）"},
        sample=samples.acceptance_opinion,
    )
)

RESPONSES_TABLE = register(
    DocumentSpec(
        # plan_name, plan_version: text                          the version in which the remarks are answered
        # rows: [{remark, note, by, answer, how, place, verified_by}]  answer: 采纳 / 部分采纳 / 不采纳; place: 第12页
        # submitted_on: date
        kind="responses_table",
        label="采纳情况对照表",
        title="{project_name}专家意见采纳情况对照表",
        template="documents/responses_table.html",
        series="responses",
        keys=(*PROJECT, "plan_name", "plan_version", "rows", "submitted_on"),
        optional=CONTACT,
        sample=samples.responses_table,
    )
)

MINUTES = register(
    DocumentSpec(
        # A minute 纪要 has no addressee and no seal; project_name may stay "" where it is not about one project.
        # topic: text, held_on: date, place, chair: text
        # points: [text]                                         what the meeting decided
        # present: [{body, names}]; absent: [{body, names}] (optional)
        kind="minutes",
        label="会议纪要",
        title="{topic}专题会议纪要",
        template="documents/minutes.html",
        series="minutes",
        keys=("topic", "held_on", "place", "chair", "points", "present"),
        optional={**CONTACT, **dict.fromkeys(PROJECT, ""), "absent": []},
        head="广元市信息化工作会议纪要",
        passages={"points": "议定事项（一行一点）"},
        sample=samples.minutes,
    )
)

INVITATION = register(
    DocumentSpec(
        # A letter to one person: unit = the expert's name, employer = where they work.
        # purpose, held_at, place: text; owner: the unit that applied; is_chair: bool
        kind="expert_invitation",
        label="专家邀请函",
        title="关于邀请参加{project_name}{purpose}的函",
        template="documents/expert_invitation.html",
        series="expert_letter",
        keys=(*PROJECT, "employer", "purpose", "held_at", "place", "owner", "is_chair"),
        optional=CONTACT,
        head=OFFICE,
        sample=samples.expert_invitation,
    )
)

THANKS = register(
    DocumentSpec(
        # As the invitation.
        kind="expert_thanks",
        label="专家感谢信",
        title="感谢信",
        template="documents/expert_thanks.html",
        series="expert_letter",
        keys=(*PROJECT, "employer", "purpose", "held_at", "place", "is_chair"),
        optional=CONTACT,
        head=OFFICE,
        sample=samples.expert_thanks,
    )
)


def _fee_totals(context: dict[str, Any]) -> dict[str, Any]:
    rows = context["rows"]
    return {**context, "totals": {name: sum(row[name] for row in rows) for name in ("amount", "tax", "net")}}


FEE_LIST = register(
    DocumentSpec(
        # purpose: text; held_on: date
        # rows: [{name, employer, title, length, amount, tax, net}]   the totals are derived
        kind="fee_list",
        label="评审费发放表",
        title="{project_name}专家评审费发放表",
        template="documents/fee_list.html",
        series="fee_list",
        keys=(*PROJECT, "purpose", "held_on", "rows"),
        optional=CONTACT,
        prepare=_fee_totals,
        sample=samples.fee_list,
    )
)
