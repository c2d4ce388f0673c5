"""Article 5: 保密局 confirms, reviews, follows and approves; the unit claims and hands in."""

from accounts.permits import Permit
from accounts.roles import Role

SECRECY = Permit(Role.SECRECY)
# Whoever is cleared for the project; the unit's own clerk besides is tied to the unit.
UNIT_CLERK = Permit(Role.APPLICANT, owner="project__unit")
