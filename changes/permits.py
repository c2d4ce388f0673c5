from accounts.permits import Permit
from accounts.roles import Role

# Whoever is to take a project over says so itself.
RECEIVER = Permit(Role.UNIT_LEADER, owner="new_unit", words="接收单位负责人")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
# Whoever checked does not decide (two persons).
DECIDER = Permit(Role.OFFICE_LEADER, other_than=("checked_by",))
# The system administrator enters a reform, the security administrator, who gives posts, carries it out (三员分立).
REFORMER = Permit(Role.SECURITY_ADMIN, other_than=("created_by",))
REFORM_ADMINS = Permit(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
