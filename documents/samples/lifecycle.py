"""A whole context of each kind: for the tests, for `manage.py render_sample`, and as the example of its keys.

People, units and sums are invented. Names with rare characters stand here on purpose: they must not vanish on paper.
"""

import datetime
from typing import Any

D = datetime.date

PANEL: list[dict[str, Any]] = [
    {"name": "王䶮", "unit": "四川信息职业技术学院", "title": "教授", "field": "软件工程", "is_leader": True},
    {"name": "李㛃", "unit": "广元市大数据中心", "title": "高级工程师", "field": "数据治理", "is_leader": False},
    {"name": "赵𬭩", "unit": "绵阳师范学院", "title": "副教授", "field": "网络安全", "is_leader": False},
    {"name": "陈喆", "unit": "广元市中心医院", "title": "高级工程师", "field": "医疗信息化", "is_leader": False},
    {"name": "周镕", "unit": "川北会计师事务所", "title": "高级会计师", "field": "资金测算", "is_leader": False},
]
PROJECT = {
    "project_number": "XXH-2026-0023",
    "project_name": "广元市医疗保障智能监管平台建设项目",
    "unit": "广元市医疗保障局",
    "contact": "龑　镕",
    "phone": "0839-3260000",
}

CONDITIONS = (
    "符合国家、省信息化建设发展方针政策和“智慧广元”发展战略",
    "遵循统筹规划、互联互通、资源共享和安全保密的原则",
    "属于公共财产和财政资金供给的范围",
    "具有明确的项目目标、组织实施计划和具体的项目预算",
    "经过可行性研究和论证，具备较好的组织实施条件",
    "采购的信息化设施设备符合网络安全法相关技术规范要求",
    "符合法律法规规章规定的其他条件",
)

ASPECTS = (
    ("符合相关规划要求和建设的基本原则", "符合", "与《“智慧广元”发展规划》医保服务部分一致。"),
    ("资源集约利用和信息共享", "符合", "部署于市政务云，参保人口信息通过共享取得，不重复采集。"),
    ("技术路线和设计方案合理、可行", "基本符合", "规则引擎与省平台接口的对接方式须在实施方案中细化。"),
    ("符合技术发展趋势", "符合", "采用微服务和信创适配的软硬件。"),
    ("安全保障体系建设完善", "符合", "按网络安全等级保护三级设计，同步规划、同步建设、同步验收、同步运行。"),
    ("实施计划和资金测算合理", "基本符合", "数据治理费用偏高，建议核减12.40万元。"),
    ("实施条件成熟", "符合", "机房、网络条件具备，专班已成立。"),
)


def pre_approval() -> dict[str, Any]:
    return {
        **PROJECT,
        "application_title": "关于申请广元市医疗保障智能监管平台建设项目预审的请示",
        "application_number": "广医保〔2026〕18号",
        "applied_on": D(2026, 2, 24),
        "list_year": 2026,
        "list_number": "广经信清〔2026〕1号",
        "list_line": 12,
        "category": "信息应用系统",
        "nature": "新建",
        "conditions": [{"label": label, "remark": ""} for label in CONDITIONS],
        "content": (
            "建设医保基金智能审核、事中提醒、事后稽核三个子系统，接入全市定点医疗机构367家；"
            "部署于市政务云，使用市数据共享与交换平台，接入人口、法人单位基础信息资源。\n"
            "不新建机房，不购置独立的服务器和存储设备。"
        ),
        "amount": "3568000.00",
        "sources": [
            {"kind": "市级财政资金", "year": 2026, "amount": "2568000.00"},
            {"kind": "上级专项补助资金", "year": 2026, "amount": "1000000.00"},
        ],
        "next_body": "广元市财政局",
        "next_act": "政府采购核准",
        "valid_until": D(2027, 3, 4),
        "demands": "项目涉及参保人员个人信息，须在实施前完成个人信息保护影响评估。",
        "copy_to": ["广元市财政局"],
    }


def refusal() -> dict[str, Any]:
    return {
        **PROJECT,
        "application_title": "关于申请广元市医疗保障智能监管平台建设项目预审的请示",
        "application_number": "广医保〔2026〕18号",
        "applied_on": D(2026, 2, 24),
        "reason": "拟自建机房并购置独立服务器，与集约建设要求不符，且可行性论证不充分。",
        "failed": [
            {
                "label": "遵循统筹规划、互联互通、资源共享和安全保密的原则",
                "remark": "拟自建机房，未说明不能使用市政务云的理由；参保人口信息拟重复采集。",
                "article": "第四条、第十条",
            },
            {
                "label": "经过可行性研究和论证，具备较好的组织实施条件",
                "remark": "未提供可行性论证材料，实施计划缺少数据迁移安排。",
                "article": "第十条",
            },
        ],
        "copy_to": ["广元市财政局"],
    }


def review_opinion() -> dict[str, Any]:
    return {
        **PROJECT,
        "meeting_on": D(2026, 3, 18),
        "place": "市经济和信息化委员会三楼会议室",
        "plan_name": "广元市医疗保障智能监管平台建设项目技术（设计）方案",
        "plan_version": "V2.1",
        "plan_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "aspects": [{"label": label, "verdict": verdict, "remark": remark} for label, verdict, remark in ASPECTS],
        "opinion": [
            "方案对医保基金监管的现状、需求和业务流程分析清楚，建设目标明确，建设内容完整。",
            "方案采用的技术路线成熟，充分利用市政务云和数据共享与交换平台，符合集约建设和信息共享的要求。",
            "应细化与省级医疗保障信息平台的接口设计，明确数据更新频率和责任分工。",
            "数据治理费用测算依据不足，建议核减12.40万元。",
        ],
        "conclusion": "通过",
        "dissent": "周镕：硬件质保期应由三年延长至五年",
        "note": "数据治理费用按专家意见核减",
        "checks": [
            {"group": "方案载明的内容", "label": "信息化现状", "words": "充分 4、不够充分 1"},
            {"group": "信息安全四同步", "label": "同步规划", "words": "有安排 5"},
        ],
        "budget": [{"words": "数据治理", "amount": "620000.00", "judged": 5, "high": 3, "cut": "124000.00"}],
        "declared_sum": "3692000.00",
        "approved_sum": "3568000.00",
        "experts": [{**one, "signed": "已于2026-03-18网上签署"} for one in PANEL],
        "demands": [
            "按照专家意见完善方案，经评审通过的方案不得擅自变更；确需变更的，须报我委重新评审。",
            "信息安全保障体系须与项目同步规划、同步建设、同步验收、同步运行。",
            "资金预算超过100万元，须引入监理机制和系统测评机制。",
        ],
        "copy_to": ["广元市财政局", "广元市互联网信息办公室"],
    }


UNITS = ("广元市医疗保障局", "广元市公安局", "广元市教育局", "广元市应急管理局", "广元市自然资源局", "广元市水利局")
NAMES = (
    "智能监管平台",
    "视频图像共享平台二期",
    "教育专网升级改造",
    "应急指挥调度系统",
    "地理信息公共服务平台",
    "山洪灾害监测预警系统",
)
LIST_CONTENT = "部署于市政务云，建设业务应用、数据治理和安全保障等内容，接入市数据共享与交换平台。"


def annual_list(count: int = 18) -> dict[str, Any]:
    return {"year": 2026, "lines": [_line(number) for number in range(1, count + 1)], "phone": PROJECT["phone"]}


def _line(number: int) -> dict[str, Any]:
    place = (number - 1) % len(UNITS)
    total = 850_000 + 317_000 * ((number * 7) % 11)
    upper = 300_000 if number % 3 == 0 else 0
    sources = [{"kind": "市级财政资金", "amount": f"{total - upper}.00"}]
    if upper:
        sources.append({"kind": "上级专项补助资金", "amount": f"{upper}.00"})
    return {
        "number": number,
        "unit": UNITS[place],
        "name": f"广元市{NAMES[place]}{'' if number <= 6 else f'（{number // 6 + 1}期）'}项目",
        "content": LIST_CONTENT,
        "nature": "续建" if number > 12 else "新建",
        "total": f"{total}.00",
        "this_year": f"{total if number <= 12 else total // 2}.00",
        "sources": sources,
        "remark": f"2025年第{number}项，总投资{total / 5000:.2f}万元" if number > 12 else "",
    }


def rectification() -> dict[str, Any]:
    return {
        **PROJECT,
        "stage": "竣工验收",
        "held_on": D(2026, 10, 21),
        "items": [
            {
                "part": "资料完备性、规范性",
                "text": "缺少系统测评报告原件，监理月报缺2026年7月份。",
                "demand": "补齐测评报告和监理月报，由监理单位盖章确认。",
                "due_on": D(2026, 11, 5),
            },
            {
                "part": "功能、性能、安全性及技术指标",
                "text": "智能审核响应时间实测3.8秒，未达到合同约定的2秒；等级保护三级测评尚未完成。",
                "demand": "优化审核规则加载方式，重新测试；完成等级保护测评并提交报告。",
                "due_on": D(2026, 11, 20),
            },
            {
                "part": "信息资源共享落实",
                "text": "未按方案向市数据共享与交换平台提供定点医疗机构目录。",
                "demand": "完成目录挂接，接口连续稳定运行7日以上。",
                "due_on": D(2026, 11, 20),
            },
        ],
        "due_on": D(2026, 11, 20),
        "check_how": "由我委组织原验收组专家现场复核，逐项核对整改结果后再次验收",
        "copy_to": ["广元市财政局"],
    }


def certificate() -> dict[str, Any]:
    return {
        **PROJECT,
        "contractors": ["四川蜀道软件有限公司", "广元云计算大数据中心有限责任公司"],
        "supervisor": "四川信安监理有限公司",
        "tester": "四川软件测评中心",
        "approved_sum": "3568000.00",
        "contract_sum": "3486000.00",
        "settled_sum": "3459800.00",
        "started_on": D(2026, 4, 20),
        "finished_on": D(2026, 9, 30),
        "accepted_on": D(2026, 12, 2),
        "built": (
            "医保基金智能审核、事中提醒、事后稽核三个子系统，接入定点医疗机构367家，"
            "向市数据共享与交换平台提供目录12项。"
        ),
        "conclusion": (
            "项目资料完备、规范，完成了合同和招标投标文件约定的内容，"
            "各项指标达到要求，信息资源共享已落实，同意通过验收。"
        ),
        "parts": [
            {"label": "资料完备性、规范性", "verdict": "合格"},
            {"label": "合同和招标投标文件履行", "verdict": "合格"},
            {"label": "功能、性能、安全性及技术指标", "verdict": "合格"},
            {"label": "信息资源共享落实", "verdict": "合格"},
            {"label": "法律法规规定的其他要求", "verdict": "合格"},
        ],
        "members": [
            {"name": "王䶮", "unit": "四川信息职业技术学院", "title": "教授"},
            {"name": "李㛃", "unit": "广元市大数据中心", "title": "高级工程师"},
            {"name": "陈喆", "unit": "广元市中心医院", "title": "高级工程师"},
        ],
        "indicators": [
            {"name": "智能审核响应时间：达到 2秒", "measured": "1.8秒", "by": "四川软件测评中心", "met": True},
            {"name": "接入定点医疗机构：达到 367家", "measured": "367家", "by": "四川信安监理有限公司", "met": True},
        ],
        "clauses": [
            {
                "reference": "合同第三条",
                "agreed": "交付智能审核、事中提醒、事后稽核三个子系统",
                "delivered": "三个子系统已部署并通过测试",
                "verdict": "已交付",
            },
        ],
        "stands_on": "",
    }


def filing_receipt() -> dict[str, Any]:
    return {
        **PROJECT,
        "filing_kind": "验收后备案",
        "filed_on": D(2026, 12, 10),
        "papers": ["项目备案申请表", "技术（设计）方案评审意见", "采购合同及验收书", "系统测评报告", "项目验收证书"],
        "facts": [
            {"label": "验收证书", "value": "广信验〔2026〕7号"},
            {"label": "验收日期", "value": "2026年12月2日"},
            {"label": "决算金额", "value": "345.98万元"},
        ],
    }


def notice_missing() -> dict[str, Any]:
    return {
        **PROJECT,
        "matter": "预审申请",
        "received_on": D(2026, 2, 24),
        "due_on": D(2026, 3, 17),
        "items": [
            {
                "text": "项目组织实施计划",
                "reason": "申请材料中没有实施计划，无法审查进度安排和责任分工",
                "article": "第十条",
            },
            {"text": "资金来源证明", "reason": "上级专项补助资金未附下达文件", "article": "第十条"},
            {
                "text": "信息共享说明",
                "reason": "未写明使用的共享平台和需要共享的信息资源",
                "article": "第四条、第十九条",
            },
        ],
    }


def draw_record() -> dict[str, Any]:
    order = [
        ("王䶮", "四川信息职业技术学院", "软件工程", "参加", ""),
        ("赵𬭩", "绵阳师范学院", "网络安全", "参加", ""),
        ("刘海", "四川蜀道软件有限公司", "软件工程", "回避", "所在单位与项目有利害关系"),
        ("李㛃", "广元市大数据中心", "数据治理", "参加", ""),
        ("孙明", "广元市水利局", "软件工程", "不能参加", "因公出差"),
        ("陈喆", "广元市中心医院", "医疗信息化", "参加", ""),
        ("周镕", "川北会计师事务所", "资金测算", "参加", ""),
    ]
    keys = ("name", "unit", "field", "answer", "reason")
    return {
        **PROJECT,
        "purpose": "技术（设计）方案评审",
        "drawn_at": "2026年3月12日9时30分",
        "place": "市经济和信息化委员会二楼监督室",
        "quotas": [
            {"field": "软件工程", "quota": 1, "candidates": 14},
            {"field": "网络安全", "quota": 1, "candidates": 9},
            {"field": "数据治理、医疗信息化", "quota": 2, "candidates": 11},
            {"field": "资金测算", "quota": 1, "candidates": 6},
        ],
        "candidates": 40,
        "candidates_sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "seed": "20260312-0930-7f3a91c4",
        "order": [
            {"position": place, **dict(zip(keys, row, strict=True))} for place, row in enumerate(order, start=1)
        ],
        "avoided": [{"name": "何平", "reason": "项目建设单位人员"}],
        "earlier": [{"on": "2026-02-20", "reason": "会议改期，专家重新抽取"}],
        "algorithm": "sha256-order/1",
        "commitments": [
            {
                "who": "经办人 张伟",
                "commitment": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "phrase": "春分后的第一场雨",
            },
            {
                "who": "监督人 杨静",
                "commitment": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                "phrase": "嘉陵江水位四百八十",
            },
        ],
        "drawers": ["张伟", "刘敏"],
        "witness": "杨静（市财政局）",
    }


def tender_filing() -> dict[str, Any]:
    return {
        **PROJECT,
        "project_name": "广元市应急指挥中心信息化建设项目",
        "unit": "广元市应急管理局",
        "approvals": ["广经信预〔2026〕12号", "广发改审批〔2026〕46号"],
        "method": "公开招标",
        "agency": "四川川北招标代理有限公司",
        "noticed_on": D(2026, 4, 2),
        "medium": "四川省公共资源交易信息网",
        "opened_on": D(2026, 4, 24),
        "evaluators": 5,
        "candidates": ["四川蜀道软件有限公司", "成都天府信息技术有限公司", "绵阳科技城信息产业有限公司"],
        "winner": "四川蜀道软件有限公司",
        "amount": "4860000.00",
        "contract_on": D(2026, 5, 15),
        "attachments": ["招标文件", "评标报告", "中标候选人公示截图", "中标通知书", "合同副本"],
    }


def change_approval() -> dict[str, Any]:
    return {
        **PROJECT,
        "kind_label": "金额",
        "applied_on": D(2026, 5, 11),
        "why": "增加事中提醒的定点医疗机构42家。",
        "rows": [{"label": "金额", "old": "3,568,000.00 元", "new": "3,998,000.00 元", "moved": "+12.05%"}],
        "route": "重新预审",
        "superseded": "广经信预〔2026〕12号",
    }
