"""A small city for tests: every body, two departments, a post in every role; nobody real."""

import datetime
from dataclasses import dataclass, field

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from workflow.models import Parameter
from workflow.parameters import SEED_DAY

BODIES = {
    "office": ("广元市经济和信息化委员会", "市经信委", OrgKind.OFFICE),
    "drc": ("广元市发展和改革委员会", "市发改委", OrgKind.DRC),
    "finance": ("广元市财政局", "市财政局", OrgKind.FINANCE),
    "cyberspace": ("中共广元市委网信办", "市网信办", OrgKind.CYBERSPACE),
    "secrecy": ("广元市国家保密局", "市保密局", OrgKind.SECRECY),
    "government": ("广元市人民政府", "市政府", OrgKind.CITY_GOVERNMENT),
    "group": ("广元市信息化工作领导小组", "领导小组", OrgKind.LEADING_GROUP),
    "pool": ("广元市信息化专家库", "专家库", OrgKind.EXPERT_POOL),
    "unit": ("广元市交通运输局", "市交通局", OrgKind.DEPARTMENT),
    "other": ("广元市教育局", "市教育局", OrgKind.DEPARTMENT),
}

# Name of the post in tests → role and body. `stranger` and `strange_leader` belong to another department.
POSTS = {
    "applicant": (Role.APPLICANT, "unit"),
    "unit_leader": (Role.UNIT_LEADER, "unit"),
    "stranger": (Role.APPLICANT, "other"),
    "strange_leader": (Role.UNIT_LEADER, "other"),
    "office_clerk": (Role.OFFICE_CLERK, "office"),
    "office_leader": (Role.OFFICE_LEADER, "office"),
    "drc": (Role.DRC, "drc"),
    "finance": (Role.FINANCE, "finance"),
    "cyberspace": (Role.CYBERSPACE, "cyberspace"),
    "secrecy": (Role.SECRECY, "secrecy"),
    "city_government": (Role.CITY_GOVERNMENT, "government"),
    "leading_group": (Role.LEADING_GROUP, "group"),
    "expert": (Role.EXPERT, "pool"),
    "system_admin": (Role.SYSTEM_ADMIN, "office"),
    "security_admin": (Role.SECURITY_ADMIN, "office"),
    "audit_admin": (Role.AUDIT_ADMIN, "office"),
}


@dataclass
class City:
    """`city.office_clerk` is a Post, `city.unit` an Organisation."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.posts.get(name) or self.organisations[name]
        except KeyError:
            raise AttributeError(name) from None


def build_city() -> City:
    city = City()
    for code, (name, short, kind) in BODIES.items():
        city.organisations[code] = Organisation.objects.create(name=name, short_name=short, kind=kind)
    for name, (role, body) in POSTS.items():
        user = User.objects.create_user(name, password="test-2026-gy", display_name=f"测试{Role(role).label}")
        city.posts[name] = Post.objects.create(user=user, role=role, organisation=city.organisations[body])
    let_the_system_draw()
    return city


def let_the_system_draw() -> None:
    """A draw by two persons takes four acts: only tests of the draw itself ask for it (`two_persons_draw`)."""
    day = SEED_DAY + datetime.timedelta(days=1)
    Parameter.objects.create(key="draw.two_persons", value=0, unit="是/否", source="测试", valid_from=day)


def two_persons_draw() -> None:
    """From here on as the city's own rule has it."""
    Parameter.objects.filter(key="draw.two_persons", source="测试").delete()
