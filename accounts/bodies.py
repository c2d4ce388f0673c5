"""The bodies that the regulation names, which stand in every system from the first day (articles 2, 5, 6, 16)."""

from accounts.roles import OrgKind

# code: name, short name, kind. The names are today's; a later one is entered as a 机构改革.
BODIES = {
    "office": ("广元市经济和信息化委员会", "市经信委", OrgKind.OFFICE),
    "drc": ("广元市发展和改革委员会", "市发改委", OrgKind.DRC),
    "finance": ("广元市财政局", "市财政局", OrgKind.FINANCE),
    "cyberspace": ("中共广元市委网络安全和信息化委员会办公室", "市委网信办", OrgKind.CYBERSPACE),
    "secrecy": ("广元市国家保密局", "市保密局", OrgKind.SECRECY),
    "government": ("广元市人民政府办公室", "市政府办", OrgKind.CITY_GOVERNMENT),
    "group": ("广元市信息化工作领导小组", "领导小组", OrgKind.LEADING_GROUP),
    "pool": ("广元市信息化项目咨询专家库", "专家库", OrgKind.EXPERT_POOL),
}
COUNTIES = ("利州区", "昭化区", "朝天区", "旺苍县", "青川县", "剑阁县", "苍溪县")
# An area of its own in every list, although no county.
ZONE = "经开区"
ZONE_BODY = ("广元经济技术开发区管理委员会", "经开区管委会")
# The powers of article 5: two bodies of such a kind would share what is given to one.
ONLY_ONE = frozenset(kind for _name, _short, kind in BODIES.values())


def county_bodies() -> dict[str, tuple[str, str]]:
    """County or zone → name and short name of its government."""
    return {county: (f"{county}人民政府", county) for county in COUNTIES} | {ZONE: ZONE_BODY}
