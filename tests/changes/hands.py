"""A change request filled in, and carried to its end by those whose steps they are."""

from accounts.roles import Role
from changes.services import save_change
from changes.states import ChangeState
from tests.factories import Hands, attach, make_post
from workflow.engine import perform


def ask(project, kind, **fields):
    """A filled draft."""
    hands = Hands(project)
    perform(project, "apply_change", post=hands.applicant, data={"kind": kind, "why": "需求调整"})
    change = project.change_requests.get(kind=kind, state=ChangeState.DRAFT)
    if kind == "unit":
        attach(change, "basis", hands.applicant)
    return save_change(change=change, post=hands.applicant, fields={"why": change.why, **fields})


def carry(change):
    hands = Hands(change.project)
    change = perform(change, "submit", post=hands.applicant)
    if change.kind == "unit":
        change = perform(change, "hand_on", post=hands.unit_leader)
        change = perform(change, "take_over", post=make_post(Role.UNIT_LEADER, change.new_unit))
    else:
        change = perform(change, "confirm", post=hands.unit_leader)
    change = perform(change, "pass_check", post=hands.clerk, data={"note": "属实"})
    return perform(change, "approve", post=hands.leader)
