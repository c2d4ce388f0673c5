"""Letters to other bodies, and what the office asks, allots and orders outside of a project's own way."""

from documents.registry import CONTACT, OFFICE, PROJECT, DocumentSpec, register
from documents.samples import oversight as samples
from documents.specs.lifecycle import with_sums

ANNUAL_LIST_DRAFT = register(
    DocumentSpec(
        # As annual_list, before the city government decides: year, lines; it goes upward, so it names a 签发人.
        kind="annual_list_draft",
        label="年度项目清单报审稿",
        title="关于审定广元市{year}年度信息化建设项目清单{supplement}的请示",
        template="documents/annual_list_draft.html",
        series="annual_list_draft",
        keys=("year", "lines"),
        optional={
            **CONTACT,
            "unit": "广元市人民政府",
            "meeting": "",
            "approved_on": None,
            "supplement": "",
            "struck": (),
        },
        prepare=with_sums,
        sample=samples.annual_list_draft,
    )
)

CONSULTATION_LETTER = register(
    DocumentSpec(
        # unit = the body that is asked. owner: text                 full name of the unit whose project it is
        # question: text                                         what it is asked about
        # reason: text                                           why, in one sentence or paragraphs
        # materials: [text]                                      what lies with the letter
        # due_on: date
        kind="consultation_letter",
        label="会签函",
        title="关于征求{project_name}意见的函",
        template="documents/consultation_letter.html",
        series="consultation",
        keys=(*PROJECT, "owner", "question", "reason", "materials", "due_on"),
        optional=CONTACT,
        head=OFFICE,
        passages={"question": "征求意见的事项", "reason": "缘由"},
        sample=samples.consultation_letter,
    )
)

SHARING_ORDER = register(
    DocumentSpec(
        # No project: project_number and project_name are optional. system: text     full name of the running system
        # found_on: date, finding: text                          how it was found out, and what
        # demands: [text], due_on: date
        # check_how: text                                        how it will be checked
        kind="sharing_order",
        label="共享改造通知书",
        title="关于{system}实施共享改造的通知书",
        template="documents/sharing_order.html",
        series="sharing_order",
        keys=("unit", "system", "found_on", "finding", "demands", "due_on", "check_how"),
        optional={**CONTACT, "project_number": "", "project_name": ""},
        passages={"finding": "检查情况", "demands": "改造要求（一行一点）", "check_how": "查验方式"},
        sample=samples.sharing_order,
    )
)

SUPERVISION_NOTICE = register(
    DocumentSpec(
        # action: text                                           督办 / 约谈: the word stands in the title
        # matter: text                                           what is overdue or wrong
        # overdue_since: date|None, overdue_days: int            working days, 0 where nothing is overdue
        # facts: [text]                                          what is established
        # demands: [text], due_on: date
        # meeting: {on: date, at: text, place: text, who: text} (optional)      for 约谈
        kind="supervision_notice",
        label="约谈、督办通知",
        title="关于{matter}的{action}通知",
        template="documents/supervision_notice.html",
        series="supervision",
        keys=("unit", "action", "matter", "overdue_since", "overdue_days", "facts", "demands", "due_on"),
        optional={**CONTACT, "project_number": "", "project_name": "", "meeting": None},
        passages={"facts": "基本情况（一行一点）", "demands": "有关要求（一行一点）"},
        sample=samples.supervision_notice,
    )
)

ALLOCATION_NOTICE = register(
    DocumentSpec(
        # platform: text, cloud: text                            广元市政务云, 政务云 / 产业云 / 社会云
        # applied_on: date
        # resources: [{name, environment, quantity, unit, remark}]    unit of measure: 核, GB, 台…
        # valid_from: date, valid_until: date|None
        # norms: [text]                                          what has to be observed in use
        kind="allocation_notice",
        label="资源分配通知书",
        title="关于{platform}资源分配的通知书",
        template="documents/allocation_notice.html",
        series="allocation",
        keys=("unit", "platform", "cloud", "applied_on", "resources", "valid_from", "valid_until", "norms"),
        optional={**CONTACT, "project_number": "", "project_name": ""},
        passages={"norms": "使用规定（一行一点）"},
        sample=samples.allocation_notice,
    )
)
