from accounts.permits import Permit
from accounts.roles import Role

OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER, other_than=("created_by",))
# The unit that built and owns the result; the body that shall use it; whoever uses it and wants to hand it on.
OWNER_LEADER = Permit(Role.UNIT_LEADER, owner="result__project__unit")
OWNER_CLERK = Permit(Role.APPLICANT, owner="result__project__unit")
USER = Permit(Role.APPLICANT, Role.UNIT_LEADER, owner="body")
USER_CLERK = Permit(Role.APPLICANT, owner="body")
