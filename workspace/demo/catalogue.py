"""What the city has already: shared platforms, running systems. The catalogue stands in sharing.py."""

import datetime
import random

from django.utils import timezone

from infrastructure.models import Platform, RunningSystem
from workflow.registers import keep_row
from workspace.demo.people import DEPARTMENTS, City

# name, kind, operator, capacity
PLATFORMS = (
    ("广元市政务云", "gov_cloud", "市信息化办公室", "虚拟机 1200 台，存储 800 TB，同城灾备"),
    ("广元产业云", "industry_cloud", "广元城投数字产业有限公司", "虚拟机 400 台，面向企业"),
    ("广元社会云", "social_cloud", "中国电信广元分公司（模拟）", "按需扩展"),
    ("市数据共享与交换平台", "exchange", "市行政审批和数据局", "目录、接口、文件三种交换方式"),
    ("基础地理信息公共服务平台", "geo", "市自然资源局", "1:500 至 1:10000 底图"),
    ("市电子政务外网", "network", "市信息化办公室", "市县两级千兆，乡镇百兆"),
    ("统一身份认证平台", "identity", "市行政审批和数据局", "自然人、法人实名认证"),
)
HOSTS = ("市政务云", "本单位机房", "省级统建平台", "社会云")


def fill_registers(city: City, rng: random.Random) -> None:
    """Every row by the post whose act it is."""
    clerk = city.posts["office_clerk"]
    today = timezone.localdate()
    for place, (name, kind, operator, capacity) in enumerate(PLATFORMS):
        since = today - datetime.timedelta(days=900 - 60 * place)
        row = Platform(
            name=name, kind=kind, operator=operator, capacity=capacity, norms="按《市政务云服务规范》提供服务。",
            running_since=since,
        )  # fmt: skip
        keep_row(row=row, label="登记共享平台", post=clerk)
    for place, (code, (_name, short)) in enumerate(DEPARTMENTS.items()):
        unit = city.organisations[code]
        for title, purpose in (("业务管理系统", "主要业务的受理、办理和统计"), ("门户网站", "信息公开和互动"))[
            : 1 + place % 2
        ]:
            row = RunningSystem(
                unit=unit,
                name=f"{short.removeprefix('市')}{title}",
                purpose=purpose,
                host=rng.choice(HOSTS),
                shares=rng.random() < 0.6,
                in_use_since=today - datetime.timedelta(days=rng.randint(200, 3000)),
            )
            keep_row(row=row, label="登记在用系统", post=city.clerk(code))
