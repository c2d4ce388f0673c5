"""Contexts of letters, orders and allotments."""

import datetime
from typing import Any

from documents.samples.lifecycle import PROJECT, annual_list

D = datetime.date


def annual_list_draft() -> dict[str, Any]:
    return annual_list() | {"signatory": "何　喆"}


def consultation_letter() -> dict[str, Any]:
    return {
        **PROJECT,
        "unit": "广元市互联网信息办公室",
        "owner": "广元市医疗保障局",
        "question": "项目所建系统的网络安全防护措施和个人信息保护安排是否符合有关要求，请提出书面意见。",
        "reason": "该项目汇集全市参保人员就医结算信息，涉及较大规模的个人信息处理。",
        "materials": ["项目建议书", "组织实施计划", "网络安全等级保护定级报告（初稿）"],
        "due_on": D(2026, 3, 3),
    }


def sharing_order() -> dict[str, Any]:
    return {
        "unit": "广元市水利局",
        "system": "广元市山洪灾害监测预警系统",
        "found_on": D(2026, 6, 8),
        "finding": (
            "你单位该系统自2019年运行以来，未向市数据共享与交换平台提供任何信息资源；"
            "市应急管理局、市自然资源局多次申请雨情、水情数据，均以系统不具备接口为由未予提供。"
        ),
        "demands": [
            "编制雨情、水情、站点三类信息资源目录，标明共享类型和更新频率。",
            "改造数据接口，接入市数据共享与交换平台，每10分钟更新一次。",
            "明确一名责任人，负责接口运行和数据质量。",
        ],
        "due_on": D(2026, 8, 31),
        "check_how": "由市大数据中心查验目录挂接和接口连续七日的运行记录，结果计入年度信息资源共享评价",
        "copy_to": ["广元市应急管理局", "广元市自然资源局"],
        "contact": "龑　镕",
        "phone": PROJECT["phone"],
    }


def supervision_notice() -> dict[str, Any]:
    return {
        **PROJECT,
        "unit": "广元市教育局",
        "project_number": "XXH-2025-0041",
        "project_name": "广元市教育专网升级改造项目",
        "action": "督办",
        "matter": "教育专网升级改造项目验收整改逾期",
        "overdue_since": D(2026, 5, 20),
        "overdue_days": 23,
        "facts": [
            "2026年4月20日印发的整改通知书（广经信整〔2026〕3号）要求于2026年5月20日前完成整改，至今未报送整改报告。",
            "系统已向部分学校开放使用，与未通过验收的信息化项目不得投入使用的规定不符。",
        ],
        "demands": [
            "立即停止未经验收部分的使用，并报告停用情况。",
            "逐项完成整改，报送整改报告及佐证材料。",
            "说明逾期原因和责任人，由单位主要负责人签字。",
        ],
        "due_on": D(2026, 7, 6),
        "copy_to": ["广元市信息化工作领导小组办公室"],
    }


def allocation_notice() -> dict[str, Any]:
    return {
        "unit": "广元市医疗保障局",
        "project_number": PROJECT["project_number"],
        "project_name": PROJECT["project_name"],
        "platform": "广元市政务云平台",
        "cloud": "政务云",
        "applied_on": D(2026, 4, 28),
        "resources": [
            {"name": "处理器", "environment": "生产", "quantity": "64", "unit": "核", "remark": ""},
            {"name": "内存", "environment": "生产", "quantity": "256", "unit": "GB", "remark": ""},
            {"name": "块存储", "environment": "生产", "quantity": "8", "unit": "TB", "remark": "含三份副本"},
            {"name": "处理器", "environment": "测试", "quantity": "16", "unit": "核", "remark": "竣工验收后收回"},
            {"name": "互联网带宽", "environment": "生产", "quantity": "100", "unit": "Mbps", "remark": "按峰值计"},
        ],
        "valid_from": D(2026, 5, 6),
        "valid_until": D(2029, 5, 5),
        "norms": [
            "资源仅用于本项目，不得转让、转借其他单位或者个人使用。",
            "连续三个月利用率低于百分之二十的，由我委核减。",
            "不再使用的，应当在十个工作日内办理释放。",
        ],
        "contact": "龑　镕",
        "phone": PROJECT["phone"],
    }
