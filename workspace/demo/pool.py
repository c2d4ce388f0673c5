"""Sixty invented experts: where they work, what they know."""

import random

from experts.models import Expert, Field
from experts.services import save_expert
from workspace.demo.people import EXPERTS, City

# Employers outside the city's own organisations; several experts may come from one, and no two of them sit together.
EMPLOYERS = (
    "电子科技大学信息与软件工程学院",
    "四川大学计算机学院",
    "西南科技大学计算机科学与技术学院",
    "西南交通大学信息科学与技术学院",
    "成都信息工程大学网络空间安全学院",
    "四川省信息安全测评中心（模拟）",
    "四川省计算机研究院",
    "中国电信股份有限公司广元分公司",
    "中国移动通信集团四川有限公司广元分公司",
    "中国联合网络通信有限公司广元市分公司",
    "广元市广播电视台",
    "国网四川省电力公司广元供电公司",
    "绵阳市大数据中心",
    "南充市大数据管理局",
    "成都市经济和信息化局信息中心",
    "四川省密码行业协会",
    "四川中砝会计师事务所",
    "四川益州工程造价咨询有限公司",
    "四川蜀道律师事务所",
    "北京德恒（成都）律师事务所",
    "四川省大数据产业联合会",
    "汉中市电子政务办公室",
    "四川农业大学信息工程学院",
    "西华师范大学计算机学院",
)
# Experts who work in the city: recusal has something to do.
LOCAL = ("zyxy", "zxyy", "qxj", "gjj", "tsg", "jtj", "zrj", "spj")
TITLES = ("正高级工程师", "高级工程师", "教授", "副教授", "高级会计师", "造价工程师", "律师（二级）", "研究员")
SPECIALITIES = (
    ("network", "security"),
    ("software", "data"),
    ("data", "business"),
    ("security", "crypto"),
    ("software", "network"),
    ("finance",),
    ("law", "data"),
    ("business", "software"),
    ("crypto", "network"),
    ("finance", "business"),
)


def fill_pool(city: City, rng: random.Random, *, experts: int = EXPERTS) -> None:
    """Every entry by the office clerk, on the audit trail."""
    fields = {field.code: field for field in Field.objects.all()}
    clerk = city.posts["office_clerk"]
    for place in range(experts):
        user = city.posts[f"expert{place + 1:02d}"].user
        local = city.organisations[LOCAL[place // 5 % len(LOCAL)]] if place % 5 == 4 else None
        employer = local.name if local else EMPLOYERS[place % len(EMPLOYERS)]
        codes = SPECIALITIES[place % len(SPECIALITIES)]
        title = {"finance": "高级会计师", "law": "律师（二级）"}.get(codes[0]) or rng.choice(TITLES[:4])
        expert = Expert(
            user=user,
            organisation=local,
            employer=employer,
            title=title,
            phone=f"139{rng.randint(10000000, 99999999)}",
            status=Expert.Status.SUSPENDED if place in (37, 52) else Expert.Status.ACTIVE,
            note="出国访学，暂停抽取" if place in (37, 52) else "",
        )
        save_expert(expert=expert, fields=[fields[code] for code in codes], post=clerk)
