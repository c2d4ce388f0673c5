"""Contexts of what experts and meetings leave behind."""

import datetime
from decimal import Decimal
from typing import Any

from documents.samples.lifecycle import PANEL, PROJECT

D = datetime.date

# In the site on the day and after it, on paper, and not yet.
SIGNED = (
    "已于2026-03-18网上签署",
    "已于2026-03-19网上签署",
    "纸质签署，存信息办档案柜2026-评审-12",
    "已于2026-03-18网上签署",
    "",
)
EXPERTS = [{**one, "signed": signed} for one, signed in zip(PANEL, SIGNED, strict=True)]


def group_opinion() -> dict[str, Any]:
    return {
        **PROJECT,
        "purpose": "技术（设计）方案评审",
        "held_on": D(2026, 3, 18),
        "place": "市经济和信息化委员会三楼会议室",
        "examined": "专家组听取了建设单位和方案编制单位的汇报，审阅了方案和投资概算，经质询和讨论，形成意见如下",
        "opinion": [
            "方案对医保基金监管的现状、需求和业务流程分析清楚，建设目标明确，建设内容完整。",
            "方案采用的技术路线成熟，充分利用市政务云和数据共享与交换平台，符合集约建设和信息共享的要求。",
            "应细化与省级医疗保障信息平台的接口设计，明确数据更新频率和责任分工。",
            "数据治理费用测算依据不足，建议核减12.40万元。",
        ],
        "conclusion": "修改后通过",
        "attendance": [
            {"how": "到会", "number": 4, "names": "、".join(one["name"] for one in EXPERTS[:4])},
            {"how": "未到会，已提交意见", "number": 1, "names": EXPERTS[4]["name"]},
        ],
        "experts": EXPERTS,
        "dissent": "周镕认为硬件质保期应由三年延长至五年",
        "avoided": [{"name": "刘海", "reason": "所在单位与项目有利害关系"}],
    }


def argument_opinion() -> dict[str, Any]:
    aspects = (
        ("必要性", "符合", "平均88.4分。基金监管靠人工抽查，覆盖不足百分之五，建设确有必要。"),
        ("可行性", "符合", "平均85.2分。技术成熟，专班和数据条件具备。"),
        ("建设内容", "符合", "平均84.0分。三个子系统边界清楚，指标可考核。"),
        ("投资估算", "基本符合", "平均72.6分。数据治理费用依据不足，应按人月重新测算。"),
        ("共享与集约", "符合", "平均90.2分。部署于市政务云，参保人口信息通过共享取得。"),
        ("安全保密", "符合", "平均86.8分。按等级保护三级设计，产品须有安全认证。"),
    )
    return {
        **PROJECT,
        "meeting_on": D(2026, 2, 11),
        "place": "市经济和信息化委员会三楼会议室",
        "question": "建设智能监管平台是否必要，能否在省医疗保障信息平台上扩展实现，投资估算是否合理。",
        "aspects": [{"label": label, "verdict": verdict, "remark": remark} for label, verdict, remark in aspects],
        "opinion": [
            "省平台不提供事中提醒和事后稽核，市级建设确有必要；智能审核应使用省平台的规则库，不另行建设。",
            "技术路线成熟，人员、网络和数据条件具备，项目可行。",
            "数据治理费用测算依据不足，应按人月重新测算后列入预算。",
        ],
        "conclusion": "完善后可行",
        "figures": (
            "5 名专家中 5 名同意（其中 2 名要求修改），同意比例 100%，达到 67%；平均 84.5 分，达到 75 分；"
            "没有一个方面有超过 1 人评为不符合；建议结论：完善后可行"
        ),
        "declared_sum": "3692000.00",
        "experts": EXPERTS,
        "dissent": "周镕认为数据治理应单独立项",
    }


def acceptance_opinion() -> dict[str, Any]:
    return {
        **PROJECT,
        "stage": "竣工验收",
        "held_on": D(2026, 10, 21),
        "place": "广元市医疗保障局五楼会议室",
        "contractors": ["四川蜀道软件有限公司"],
        "parts": [
            {"label": "资料完备性、规范性", "verdict": "合格", "finding": "资料齐全，签章完备，已按档案要求整理。"},
            {
                "label": "合同和招标投标文件履行",
                "verdict": "合格",
                "finding": "合同约定的三个子系统全部建成，交付数量与合同一致。",
            },
            {
                "label": "功能、性能、安全性及技术指标",
                "verdict": "基本合格",
                "finding": "功能满足要求；高峰时段响应时间接近上限，应继续优化。",
            },
            {
                "label": "信息资源共享落实",
                "verdict": "合格",
                "finding": "12项目录已挂接市数据共享与交换平台，接口稳定运行三十日。",
            },
            {
                "label": "法律法规规定的其他要求",
                "verdict": "合格",
                "finding": "已通过等级保护三级测评。",
            },
        ],
        "indicators": [
            {"name": "智能审核响应时间", "promised": "≤2秒", "measured": "1.8秒", "met": True},
            {"name": "接入定点医疗机构", "promised": "367家", "measured": "367家", "met": True},
            {"name": "系统可用率", "promised": "≥99.9%", "measured": "99.95%", "met": True},
        ],
        "problems": ["高峰时段响应时间接近上限，须在三个月内完成优化并报送测试结果。"],
        "conclusion": "通过",
        "members": EXPERTS,
        "dissent": "",
    }


def responses_table() -> dict[str, Any]:
    rows = [
        (
            "应细化与省级医疗保障信息平台的接口设计，明确数据更新频率和责任分工。",
            "王䶮",
            "采纳",
            "补充接口清单、更新频率和责任单位。",
            "第46—51页",
        ),
        ("数据治理费用测算依据不足，建议核减12.40万元。", "周镕", "采纳", "按人月重新测算，核减12.40万元。", "第88页"),
        (
            "建议补充国产密码应用的密钥管理设计。",
            "赵𬭩",
            "部分采纳",
            "补充密钥管理；密码机使用政务云统一服务，不单独购置。",
            "第63—66页",
        ),
        (
            "建议将质保期由三年延长至五年。",
            "周镕",
            "不采纳",
            "财政批复的运行维护经费自第四年起单列，延长质保将重复安排资金。",
            "第92页",
        ),
    ]
    keys = ("remark", "by", "answer", "how", "place")
    return {
        **PROJECT,
        "plan_name": "广元市医疗保障智能监管平台建设项目技术（设计）方案",
        "plan_version": "V2.1",
        "submitted_on": D(2026, 3, 26),
        "rows": [{**dict(zip(keys, row, strict=True)), "note": "", "verified_by": "王䶮"} for row in rows],
    }


def minutes() -> dict[str, Any]:
    return {
        "topic": "广元市应急指挥信息化项目统筹建设",
        "held_on": D(2026, 4, 9),
        "place": "市经济和信息化委员会二楼会议室",
        "chair": "市经济和信息化委员会党组成员、副主任何喆",
        "points": [
            "市应急管理局、市水利局、市自然资源局的监测预警系统统一接入市应急指挥平台，不再分别建设指挥大厅。",
            "三家单位的监测点位目录于2026年5月底前挂接市数据共享与交换平台，由市大数据中心核对。",
            "项目预算由市财政局按统筹建设的口径核定，节余资金不得用于其他项目。",
            "市经济和信息化委员会每月通报进度，遇到跨部门问题报请市信息化工作领导小组协调。",
        ],
        "present": [
            {"body": "市经济和信息化委员会", "names": "何喆、张伟、刘敏"},
            {"body": "市财政局", "names": "杨静"},
            {"body": "市应急管理局", "names": "龑镕、马晓东"},
            {"body": "市水利局", "names": "孙明"},
            {"body": "市自然资源局", "names": "王䶮"},
        ],
        "absent": [{"body": "市大数据中心", "names": "李㛃（因公出差）"}],
        "copy_to": ["市信息化工作领导小组办公室", "市财政局", "市应急管理局", "市水利局", "市自然资源局"],
        "phone": PROJECT["phone"],
    }


def _letter() -> dict[str, Any]:
    return {
        "project_number": PROJECT["project_number"],
        "project_name": PROJECT["project_name"],
        "unit": "王䶮",
        "employer": "四川信息职业技术学院",
        "purpose": "技术（设计）方案评审",
        "held_at": "2026年3月18日9时30分",
        "place": "市经济和信息化委员会三楼会议室；现场和视频 会议号 832-114-590",
        "is_chair": True,
    }


def expert_invitation() -> dict[str, Any]:
    return {**_letter(), "owner": "广元市医疗保障局"}


def expert_thanks() -> dict[str, Any]:
    return _letter()


def fee_list() -> dict[str, Any]:
    rows = [
        ("王䶮", "四川信息职业技术学院", "教授", "1000.00", "40.00"),
        ("李㛃", "广元市大数据中心", "高级工程师", "600.00", "0.00"),
        ("赵𬭩", "绵阳师范学院", "副教授", "600.00", "0.00"),
        ("陈喆", "广元市中心医院", "高级工程师", "600.00", "0.00"),
        ("周镕", "川北会计师事务所", "高级会计师", "600.00", "0.00"),
    ]
    accounts = ("4821", "0937", "5560", "未登记", "1142")
    return {
        **PROJECT,
        "purpose": "技术（设计）方案评审",
        "held_on": D(2026, 3, 18),
        "rows": [
            {
                "name": name,
                "employer": employer,
                "title": title,
                "length": "半天",
                "amount": Decimal(amount),
                "tax": Decimal(tax),
                "net": Decimal(amount) - Decimal(tax),
                "account": account,
            }
            for (name, employer, title, amount, tax), account in zip(rows, accounts, strict=True)
        ],
    }
