"""What an application says plainly: its objects, numbers, years, places, whom it leans on. Pure functions over texts.

Two applications may be worded alike and be two matters (one paper filled in twice), or be worded apart and be one
(renamed). Plain facts tell them apart where wording cannot.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from similarity.features import Finder, bare_name, spoken, substance

HERE = Path(__file__).parent


def _groups(name: str) -> list[list[str]]:
    return [line.upper().split() for line in (HERE / name).read_text("utf-8").splitlines() if line]


# One line: words for one object (whom or what a project serves, watches, counts, mends); the first names it.
_OBJECT: dict[str, set[str]] = defaultdict(set)
for _group in _groups("objects.txt"):
    for _word in _group:
        _OBJECT[_word].add(_group[0])
_OBJECTS = Finder(_OBJECT)

# One line: a county, then the towns, rivers and sights in it.
_PLACES = _groups("places.txt")
_COUNTIES = Finder([group[0] for group in _PLACES] + ["经开区"])
_SITES = Finder(place for group in _PLACES for place in group[1:])

_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMBER = re.compile(r"(?<![\d.A-Za-z])(\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万几]{2,})([余多]?万|千|百)?")
# Behind a number that counts no things: dates, shares, spans of time, money.
_NO_THINGS = re.compile(r"(?:年|月|日|天|%|％|小时|分钟|秒|个月|时|期|级|元|万元|个百分点|×|—|-|:|：|号)")
LEAST = 11  # smaller counts are in every text

_SPAN = re.compile(r"(?<!\d)(19[4-9]\d|20[0-4]\d)年?(?:\d{1,2}月(?:\d{1,2}日)?)?[—\-－~至到](19[4-9]\d|20[0-4]\d)")
_YEAR = re.compile(r"(?<!\d)(19[4-9]\d|20[0-4]\d)年")

# Leans on what is there already, or takes what another system gives.
_TAKES = re.compile(
    r"现有|已有|既有|已(?:建|装|拍摄|审核|归集|采集|扫描|完成|部署|安装|上线|投用)|原有|已发|在用|已接入|已整合|建成的|沿用|复用|已换|"
    r"不再(?:新|建|购|采|布|开发|制)|不新建|不另|不增设|不购|不采购|不重复|"
    r"读取|调用|取自|取用|取数|引用|来自|改用|共用登录|打通|配套|入[^，。；、]{0,6}系统|"
    r"避开|不重叠|相互印证|新排查|新查明|新发现的|新一批|未覆盖的|补充监测|"
    r"(?:利用|使用|借助)[^，。；、]{0,10}已[^，。；、]{1,10}|导入[^，。；、]{2,14}(?:清单|名单|结果|成果|数据|台账)|"
    r"(?:从|由|按|依据|依托|利用|使用|汇集|汇聚|通过|根据|落实|对)[^，。；、]{2,16}"
    r"(?:系统|平台|后台|站|库|池|模型|底图|规划|审核|监管|数据|结果|成果|资料|读数|名单|名册)[^，。；、]{0,8}"
    r"(?:取|获取|导入|读|提取|推送|推入|推来|提供|支付|开展|启停|接收|核对|计算|入库|数据|资料)|"
    r"(?:数据|资料|名单|信号|报警|告警|案件|结果|成果|成品|指令|记录|状态|文件)[^，。；、]{0,8}"
    r"(?:走|送|写入|推送|推入|上传(?:至|到|现|市|区|县)|汇入|进)[^，。；、]{2,14}(?:系统|平台|后台|中心|平板|席|监管)|"
    r"(?:回传|传回|接入)(?:至|到|现|原)?[^，。；、]{0,8}(?:平台|系统|大屏|中心|调度)|开通[^，。；、]{0,10}账号|为检索来源|"
    r"在[^，。；、]{2,14}(?:系统|平台|小程序|政务云|机房|机)[上内中里](?:增加|新增|部署|扩展|叠加|安装|加)"
)
# Says itself that it builds nothing twice.
_DISCLAIMS = re.compile(
    r"不(?:再|另|另行|重复|重新|新)?(?:建|新建|购|购置|采购|开发|采集|布|增设|重做|搭建|做)(?!设?好)"
)
_REFERS = re.compile(
    _TAKES.pattern
    + "|依托|利用|基于|使用|接入|写入|汇入|上传|推送|推入|送|对接|共享|由|对|走|数据|接口|维护|运维|巡检"
)
# A name that says: to something there already.
_ADDS = re.compile(
    r"模块|扩容|扩展|拓展|接入|对接|配套|增补|补盲|补点|前端|二期|三期|升级|改造|应用$|延伸|更新|更换|优化|服务点|研判|"
    r"分析|预测|模型|评价|课题|终端|装备|示范|深化|推广|移动端|补充|新增|补建|增设|扩面|扩围|延续|续建"
)
_KINDS = {
    "监理": re.compile("监理"),
    "测评": re.compile("测评|密评|评测"),
    "运维": re.compile(
        r"运维|运行维护|维护|维保(?!监管|单位)|保养|技术保障|保障服务|技术支持|续费|续保|续租|维修(?!资金)"
    ),
    "课题": re.compile("课题|研究|规划编制|顶层设计|顶层规划|标准编制|论证"),
    "培训": re.compile("培训|轮训"),
}
_SPECIAL = frozenset(["监理", "测评", "课题", "培训"])  # two of them are two, whatever their text has in common

# What each body buys for itself: alike at two bodies it is no duplicate.
_OWN = re.compile(
    r"办公(?:电脑|计算机|终端|设备|自动化|系统)|台式|笔记本|计算机|电脑|打印机|复印机|信创|国产化|会议室|会商室|视频会议|等保|"
    r"等级(?:保护)?测评|密评|密码应用|门户网站|网站|机房|UPS|不间断电源|局域网|布线|无线覆盖|OA|无纸化|正版|杀毒|安防|门禁|监理|"
    r"短信通道|专线|执法终端|记录仪|核验终端|勘验终端|驻场|电子病历|HIS|PACS|LIS|备份|容灾|多媒体|教室|录播|实训|宿舍|演播室|"
    r"大屏|显示屏|培训|课程|档案数字化|档案室|三维数字化|对讲|防火墙|体验|校园网|实验室|食堂|能耗|停车场|考勤|账号运营|公众号"
)
_FOR_ALL = re.compile(
    r"全市|全县|全区|市直|县直|区直|各部门|各单位|各级|统一采购|集中采购|市县|多部门|共用|通用|所有|覆盖.{0,4}(?:部门|单位)"
)
_INSTITUTION = re.compile(
    r"[一-鿿]{0,12}(?:医院|卫生院|血站|疾控中心|中学|小学|学校|幼儿园|学院|大学|图书馆|博物馆|档案馆|文化馆|美术馆|纪念馆|"
    r"福利院|救助管理站|养老院|体育馆|党校|电视台|融媒体中心|集团|公司|法院|检察院|监狱|看守所)"
)


def _value(words: str) -> float:
    """二千三百 is 2300, 四十几 is 40."""
    total = part = digit = 0
    for sign in words:
        if sign == "万":
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        elif sign in _POWERS:
            part, digit = part + (digit or 1) * _POWERS[sign], 0
        else:
            digit = _DIGITS.get(sign, 0)
    return total + part + digit


@lru_cache(maxsize=2_000)
def quantities(text: str) -> tuple[float, ...]:
    """Counts of things, in digits or in words."""
    found = []
    for match in _NUMBER.finditer(text):
        number, power = match.groups()
        if _NO_THINGS.match(text, match.end()) or not (number[0].isdigit() or set(number) & set("十百千")):
            continue
        value = (float(number) if number[0].isdigit() else _value(number)) * _POWERS.get((power or " ")[-1], 1)
        if value >= LEAST:
            found.append(value)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=5_000)
def objects(text: str) -> frozenset[str]:
    return frozenset(name for word in _OBJECTS.findall(text.upper()) for name in _OBJECT[word])


def objects_spoken(text: str) -> dict[str, str]:
    return spoken(_OBJECTS, _OBJECT, text, text.upper())


def years(text: str) -> frozenset[int]:
    """Years that a text covers; two with a dash between them cover what lies between."""
    spans = (range(int(first), int(last) + 1) for first, last in _SPAN.findall(text))
    return frozenset(year for span in spans for year in span) | frozenset(map(int, _YEAR.findall(text)))


def bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@dataclass(frozen=True)
class Facts:
    """Of one application; `name` is the bare one, the texts are without office phrases."""

    name: str
    full_name: str
    unit: str
    category: str
    goals: str
    content: str

    @cached_property
    def text(self) -> str:
        return f"{self.goals}。{self.content}"

    @cached_property
    def name_objects(self) -> frozenset[str]:
        return objects(self.full_name)

    @cached_property
    def goal_objects(self) -> frozenset[str]:
        return objects(self.goals)

    @cached_property
    def objects(self) -> frozenset[str]:
        return self.name_objects | self.goal_objects | objects(self.content)

    @cached_property
    def main_objects(self) -> frozenset[str]:
        return self.name_objects or self.goal_objects

    @cached_property
    def quantities(self) -> tuple[float, ...]:
        return quantities(self.text)

    @cached_property
    def years(self) -> frozenset[int]:
        return years(f"{self.full_name}。{self.content}")

    @cached_property
    def counties(self) -> frozenset[str]:
        return frozenset(_COUNTIES.findall(f"{self.full_name} {self.unit}"))

    @cached_property
    def sites(self) -> frozenset[str]:
        return frozenset(_SITES.findall(f"{self.full_name} {self.unit} {self.text}"))

    @cached_property
    def name_sites(self) -> frozenset[str]:
        return frozenset(_SITES.findall(self.full_name))

    @cached_property
    def kind(self) -> str:
        """A service around a system rather than the system itself; "" for what is built or bought."""
        named = (kind for kind, words in _KINDS.items() if words.search(self.name))
        return next(named, next((kind for kind in ("运维", "课题") if kind in self.category), ""))

    @cached_property
    def special(self) -> bool:
        return self.kind in _SPECIAL

    @cached_property
    def adds(self) -> bool:
        return bool(_ADDS.search(self.full_name))

    @cached_property
    def own(self) -> bool:
        return bool(_OWN.search(self.full_name))

    @cached_property
    def for_all(self) -> bool:
        return bool(_FOR_ALL.search(f"{self.full_name}。{self.text}"))

    @cached_property
    def institution(self) -> str:
        found = _INSTITUTION.search(self.unit)
        return found.group() if found else ""

    @cached_property
    def _sayings(self) -> list[str]:
        return [piece for piece in re.split(r"[。；;，,]", self.text) if len(piece) >= 4]

    @cached_property
    def takes(self) -> list[str]:
        return [saying for saying in self._sayings if _TAKES.search(saying)]

    @cached_property
    def disclaims(self) -> bool:
        return bool(_DISCLAIMS.search(self.text))

    @cached_property
    def refers(self) -> list[str]:
        return [saying for saying in self._sayings if _REFERS.search(saying)]


@lru_cache(maxsize=2_000)
def _facts(name: str, full_name: str, unit: str, category: str, goals: str, content: str) -> Facts:
    return Facts(name, full_name, unit, category, substance(goals), substance(content))


def facts_of(item: dict[str, Any]) -> Facts:
    texts = (item.get(field) or "" for field in ("unit", "category", "goals", "content"))
    return _facts(bare_name(item), item["name"], *texts)
