"""A change request filled in, and carried to its end by those whose steps they are."""

from changes.services import save_change
from changes.states import ChangeState
from tests.factories import Hands
from workflow.engine import perform


def ask(project, kind, **fields):
    """A filled draft."""
    hands = Hands(project)
    perform(project, "apply_change", post=hands.applicant, data={"kind": kind, "why": "需求调整"})
    change = project.change_requests.get(kind=kind, state=ChangeState.DRAFT)
    return save_change(change=change, post=hands.applicant, fields={"why": change.why, **fields})


def carry(change):
    hands = Hands(change.project)
    for step, post, data in (
        ("submit", hands.applicant, {}),
        ("confirm", hands.unit_leader, {}),
        ("pass_check", hands.clerk, {"note": "属实"}),
    ):
        change = perform(change, step, post=post, data=data)
    return perform(change, "approve", post=hands.leader)
