"""Who acts on what in this room: the provider on what it gives, the user on what it asks, the office between them."""

from accounts.permits import Permit
from accounts.roles import OFFICE_ROLES, Role

PROVIDER_CLERK = Permit(Role.APPLICANT, owner="provider")
PROVIDER_LEADER = Permit(Role.UNIT_LEADER, owner="provider")
ANY_CLERK = Permit(Role.APPLICANT)
UNIT_CLERK = Permit(Role.APPLICANT, owner="unit")
UNIT_LEADER = Permit(Role.UNIT_LEADER, owner="unit")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
OFFICE = Permit(*OFFICE_ROLES)

# On objects that hang on a resource: its provider's people.
GIVER_CLERK = Permit(Role.APPLICANT, owner="resource__provider", words="资源提供单位经办人")
GIVER_LEADER = Permit(Role.UNIT_LEADER, owner="resource__provider", words="资源提供单位负责人")
# On orders, which hang on a running system.
ORDERED_CLERK = Permit(Role.APPLICANT, owner="system__unit", words="系统所属单位经办人")
# On doubts, which hang on a grant.
DOUBTED_CLERK = Permit(Role.APPLICANT, owner="grant__resource__provider", words="资源提供单位经办人")
# A source is decided by another than who proposed it (two persons).
CASE_DECIDER = Permit(Role.OFFICE_LEADER, other_than=("created_by",))
COLLECTOR = Permit(Role.APPLICANT, owner="project__unit", words="项目申报单位经办人")
