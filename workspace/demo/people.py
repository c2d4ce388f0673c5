"""Invented people in the real kinds of places: organisations, accounts, posts. Nobody here exists."""

import random
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.bodies import BODIES, COUNTIES, county_bodies
from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from accounts.services import give_post

PASSWORD = "demo-2026-gy"

DEPARTMENTS = {
    "jtj": ("广元市交通运输局", "市交通局"),
    "spj": ("广元市行政审批和数据局", "市审批数据局"),
    "yjj": ("广元市应急管理局", "市应急局"),
    "ybj": ("广元市医疗保障局", "市医保局"),
    "jyj": ("广元市教育局", "市教育局"),
    "zrj": ("广元市自然资源局", "市自然资源局"),
    "slj": ("广元市水利局", "市水利局"),
    "dag": ("广元市档案馆", "市档案馆"),
    "gaj": ("广元市公安局", "市公安局"),
    "hbj": ("广元市生态环境局", "市生态环境局"),
    "rsj": ("广元市人力资源和社会保障局", "市人社局"),
    "scj": ("广元市市场监督管理局", "市市场监管局"),
    "mzj": ("广元市民政局", "市民政局"),
    "nyj": ("广元市农业农村局", "市农业农村局"),
    "wlj": ("广元市文化广播电视和旅游局", "市文旅局"),
    "wjw": ("广元市卫生健康委员会", "市卫健委"),
    "zjj": ("广元市住房和城乡建设局", "市住建局"),
    "cgj": ("广元市城市管理行政执法局", "市城管执法局"),
    "lcj": ("广元市林业局", "市林业局"),
    "tjj": ("广元市统计局", "市统计局"),
    "swj": ("广元市商务局", "市商务局"),
    "sfj": ("广元市司法局", "市司法局"),
    "sjj": ("广元市审计局", "市审计局"),
    "tyj": ("广元市退役军人事务局", "市退役军人局"),
    "gzw": ("广元市政府国有资产监督管理委员会", "市国资委"),
    "gjj": ("广元市住房公积金管理中心", "市公积金中心"),
    "qxj": ("广元市气象局", "市气象局"),
    "xfj": ("广元市信访局", "市信访局"),
    "zxyy": ("广元市中心医院", "市中心医院"),
    "zyxy": ("四川信息职业技术学院", "川信职院"),
    "tsg": ("广元市图书馆", "市图书馆"),
}

# 事业单位: they build as departments do, but are no administrative bodies.
INSTITUTIONS = ("dag", "gjj", "zxyy", "zyxy", "tsg")

# They ask for nothing but what workspace/demo/twins.py tells of them.
SELDOM = {
    "hsh": ("广元市红十字会", "市红十字会"),
    "cl": ("广元市残疾人联合会", "市残联"),
    "gxs": ("广元市供销合作社联合社", "市供销社"),
    "tyuj": ("广元市体育局", "市体育局"),
}

# The city bureau's own offices in the counties build with the city's money and on the city's paths.
COUNTY_OFFICES = (("hbj", "生态环境局", "生态环境局"), ("gaj", "交通警察大队", "交警大队"))

ENTERPRISES = (
    ("广元云数科技有限责任公司", "云数科技"),
    ("广元城投数字产业有限公司", "城投数产"),
    ("四川蜀北信息工程有限公司", "蜀北信息"),
)

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "建国 志强 秀英 晓东 丽华 永刚 春梅 海燕 国平 文静 俊杰 雪梅 光明 玉兰 立新 晓燕 明辉 红霞 振华 淑芬 家豪 思远 "
    "雨桐 子涵 浩然 欣怡 天佑 若曦 剑锋 蓉 磊 娟 勇 静 洋 霞 波 琳 涛 倩 鹏 颖 斌 敏 超 雯 凯 婷 峰 洁 旭 莉 彬 艳 "
    "林 萍 川 茜 毅 薇 晨 璐 东升 仕林 光荣 文武 定坤 少华 德全 正良 明月 清泉 蜀琴 嘉陵 昭阳 苍松 剑波 利民 朝晖 青云"
)


@dataclass
class City:
    """Posts by username, organisations by code; what scripts act with."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)

    def clerk(self, unit: str) -> Post:
        return self.posts[f"applicant_{unit}"]

    def leader(self, unit: str) -> Post:
        return self.posts[f"leader_{unit}"]

    @property
    def office_clerks(self) -> list[Post]:
        return [self.posts["office_clerk"], self.posts["office_clerk2"]]


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: str
    organisation: str
    alias: str = ""


# The first account of each role, in the order of the sign-in page.
NAMED = (
    Account("applicant", "罗雨桐", Role.APPLICANT, "jtj", alias="applicant_jtj"),
    Account("unit_leader", "张永刚", Role.UNIT_LEADER, "jtj", alias="leader_jtj"),
    Account("office_clerk", "何晓燕", Role.OFFICE_CLERK, "office"),
    Account("office_clerk2", "向明辉", Role.OFFICE_CLERK, "office"),
    Account("office_leader", "杨立新", Role.OFFICE_LEADER, "office"),
    Account("office_leader2", "严蜀琴", Role.OFFICE_LEADER, "office"),
    Account("drc", "赵光明", Role.DRC, "drc"),
    Account("finance", "蒋淑芬", Role.FINANCE, "finance"),
    Account("cyberspace", "唐喆", Role.CYBERSPACE, "cyberspace"),
    Account("secrecy", "母国平", Role.SECRECY, "secrecy"),
    Account("city_government", "冯正良", Role.CITY_GOVERNMENT, "government"),
    Account("leading_group", "周龑", Role.LEADING_GROUP, "group"),
    Account("system_admin", "贾俊杰", Role.SYSTEM_ADMIN, "office"),
    Account("security_admin", "侯春梅", Role.SECURITY_ADMIN, "office"),
    Account("audit_admin", "史定坤", Role.AUDIT_ADMIN, "office"),
)
# One person, several posts: acts for the office in the morning and applies for its own projects in the afternoon.
SECOND_POSTS = (
    Account("office_clerk2", "", Role.APPLICANT, "office", alias="applicant_office"),
    Account("office_leader2", "", Role.UNIT_LEADER, "office", alias="leader_office"),
)
SELDOM_ACCOUNTS = (
    Account("applicant_hsh", "雍雪梅", Role.APPLICANT, "hsh"),
    Account("leader_hsh", "昝国平", Role.UNIT_LEADER, "hsh"),
    Account("applicant_cl", "母文静", Role.APPLICANT, "cl"),
    Account("leader_cl", "仲光明", Role.UNIT_LEADER, "cl"),
    Account("applicant_gxs", "苟志强", Role.APPLICANT, "gxs"),
    Account("leader_gxs", "尚红霞", Role.UNIT_LEADER, "gxs"),
    Account("applicant_tyuj", "权浩然", Role.APPLICANT, "tyuj"),
    Account("leader_tyuj", "边正良", Role.UNIT_LEADER, "tyuj"),
)
RARE_NAMES = {3: "王龑", 7: "李喆", 11: "陈镕"}
EXPERTS = 60


def build_city(rng: random.Random, *, experts: int = EXPERTS) -> City:
    """Organisations and accounts first, by bulk; every post by the security administrator, on the audit trail."""
    city = City()
    _organisations(city)
    accounts = [*NAMED, *_unit_accounts(city, rng), *_expert_accounts(rng, experts), *SELDOM_ACCOUNTS]
    phones = (f"0839-{rng.randint(3200000, 3399999)}" for _ in accounts)
    users = {account.username: person(account.username, account.name, phone=next(phones)) for account in accounts}
    User.objects.bulk_create(users.values())
    security = next(account for account in NAMED if account.role == Role.SECURITY_ADMIN)
    first = Post(user=users[security.username], role=security.role, organisation=city.organisations["office"])
    first.save()
    city.posts[security.username] = first
    for account in accounts:
        if account is not security:
            _post(city, account, users[account.username], first)
    for account in SECOND_POSTS:
        _post(city, account, users[account.username], first)
    return city


@cache
def _hashed() -> str:
    """A slow thing on purpose: worked out once for the one password that all have."""
    return make_password(PASSWORD)


def person(username: str, name: str, *, phone: str = "") -> User:
    """An account that is not saved yet."""
    return User(username=username, display_name=name, password=_hashed(), phone=phone)


def _post(city: City, account: Account, user: User, by: Post) -> None:
    post = Post(user=user, role=account.role, organisation=city.organisations[account.organisation])
    city.posts.setdefault(account.username, give_post(post=post, by=by))
    if account.alias:
        city.posts[account.alias] = post


def _organisations(city: City) -> None:
    made = city.organisations
    for code, (name, short, kind) in BODIES.items():
        made[code] = Organisation(name=name, short_name=short, kind=kind)
    for code, (name, short) in {**DEPARTMENTS, **SELDOM}.items():
        made[code] = Organisation(
            name=name, short_name=short, kind=OrgKind.DEPARTMENT, administrative=code not in INSTITUTIONS
        )
    for county, (name, short) in county_bodies().items():
        made[county] = Organisation(name=name, short_name=short, kind=OrgKind.COUNTY, county=county)
    for name, short in ENTERPRISES:
        made[short] = Organisation(name=name, short_name=short, kind=OrgKind.ENTERPRISE)
    Organisation.objects.bulk_create(made.values())
    offices = {}
    for parent, suffix, short in COUNTY_OFFICES:
        for county in COUNTIES:
            head = made[parent]
            name = f"广元市{county[:-1]}{suffix}" if parent == "hbj" else f"{head.name}{county}{suffix}"
            offices[f"{parent}_{county}"] = Organisation(
                name=name, short_name=f"{county[:-1]}{short}", kind=OrgKind.DEPARTMENT, parent=head, county=county
            )
    Organisation.objects.bulk_create(offices.values())
    made |= offices
    city.units = [*DEPARTMENTS, *offices]


def _name(rng: random.Random, taken: set[str]) -> str:
    while (name := rng.choice(SURNAMES) + rng.choice(GIVEN.split())) in taken:
        pass
    taken.add(name)
    return name


def _unit_accounts(city: City, rng: random.Random) -> list[Account]:
    """A clerk and a leader in every unit; the named ones have theirs."""
    taken = {account.name for account in NAMED}
    accounts = []
    pinyin = dict(
        zip(COUNTIES, ("lizhou", "zhaohua", "chaotian", "wangcang", "qingchuan", "jiange", "cangxi"), strict=True)
    )
    for code in [*city.units, *COUNTIES, "经开区", "finance", "cyberspace"]:
        if code == "jtj":
            continue
        login = code
        for county, spelt in {**pinyin, "经开区": "jkq"}.items():
            login = login.replace(county, spelt)
        for role, prefix in ((Role.APPLICANT, "applicant"), (Role.UNIT_LEADER, "leader")):
            account = Account(f"{prefix}_{login}", _name(rng, taken), role, code, alias=f"{prefix}_{code}")
            accounts.append(account)
    return accounts


def _expert_accounts(rng: random.Random, count: int) -> list[Account]:
    taken = {account.name for account in NAMED}
    return [
        Account(f"expert{place:02d}", RARE_NAMES.get(place) or _name(rng, taken), Role.EXPERT, "pool")
        for place in range(1, count + 1)
    ]
