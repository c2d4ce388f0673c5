"""Roles are code, not rows: who may do what is read and reviewed like any other rule (article 5)."""

from django.db import models


class OrgKind(models.TextChoices):
    CITY_GOVERNMENT = "city_government", "市政府"
    LEADING_GROUP = "leading_group", "市信息化工作领导小组"
    OFFICE = "office", "市经信委（信息办）"
    DRC = "drc", "市发展改革委"
    FINANCE = "finance", "市财政局"
    CYBERSPACE = "cyberspace", "市网信办"
    SECRECY = "secrecy", "市国家保密局"
    DEPARTMENT = "department", "市级部门"
    COUNTY = "county", "县区"
    ENTERPRISE = "enterprise", "企业"
    EXPERT_POOL = "expert_pool", "专家库"


class Role(models.TextChoices):
    APPLICANT = "applicant", "申报单位经办人"
    UNIT_LEADER = "unit_leader", "申报单位负责人"
    OFFICE_CLERK = "office_clerk", "信息办经办人"
    OFFICE_LEADER = "office_leader", "信息办负责人"
    DRC = "drc", "发改委"
    FINANCE = "finance", "财政局"
    CYBERSPACE = "cyberspace", "网信办"
    SECRECY = "secrecy", "保密局"
    CITY_GOVERNMENT = "city_government", "市政府"
    LEADING_GROUP = "leading_group", "领导小组"
    EXPERT = "expert", "评审专家"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


UNIT_KINDS = frozenset(
    {
        OrgKind.DEPARTMENT,
        OrgKind.COUNTY,
        OrgKind.ENTERPRISE,
        # The five bodies build systems of their own, too, and apply for them like any other unit.
        OrgKind.OFFICE,
        OrgKind.DRC,
        OrgKind.FINANCE,
        OrgKind.CYBERSPACE,
        OrgKind.SECRECY,
    }
)

# Article 5: the powers of a body are held by posts in that body and by nobody else.
KINDS_OF_ROLE: dict[str, frozenset[str]] = {
    Role.APPLICANT: UNIT_KINDS,
    Role.UNIT_LEADER: UNIT_KINDS,
    Role.OFFICE_CLERK: frozenset({OrgKind.OFFICE}),
    Role.OFFICE_LEADER: frozenset({OrgKind.OFFICE}),
    Role.DRC: frozenset({OrgKind.DRC}),
    Role.FINANCE: frozenset({OrgKind.FINANCE}),
    Role.CYBERSPACE: frozenset({OrgKind.CYBERSPACE}),
    Role.SECRECY: frozenset({OrgKind.SECRECY}),
    Role.CITY_GOVERNMENT: frozenset({OrgKind.CITY_GOVERNMENT}),
    Role.LEADING_GROUP: frozenset({OrgKind.LEADING_GROUP}),
    Role.EXPERT: frozenset({OrgKind.EXPERT_POOL}),
    Role.SYSTEM_ADMIN: frozenset({OrgKind.OFFICE}),
    Role.SECURITY_ADMIN: frozenset({OrgKind.OFFICE}),
    Role.AUDIT_ADMIN: frozenset({OrgKind.OFFICE}),
}

UNIT_ROLES = (Role.APPLICANT, Role.UNIT_LEADER)
OFFICE_ROLES = (Role.OFFICE_CLERK, Role.OFFICE_LEADER)
ADMIN_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
