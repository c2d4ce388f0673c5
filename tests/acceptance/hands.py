"""Acts that tests of acceptance share."""

from acceptance.models import Acceptance
from workflow.engine import perform


def codes(refusal) -> set[str]:
    return {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}


def finish(journey, acceptance, conclusion):
    for _ in journey.sit(Acceptance.objects.get(pk=acceptance.pk).panel, "agree"):
        pass
    acceptance = Acceptance.objects.get(pk=acceptance.pk)
    acceptance = journey.act(acceptance, "conclude", "office_clerk", **journey.findings(conclusion))
    return perform(acceptance, "sign", post=journey.city.office_leader)


def panel_heard(journey):
    acceptance = journey.act(journey.report(), "report", "applicant")
    acceptance = journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    for _ in journey.sit(Acceptance.objects.get().panel, "agree"):
        pass
    return Acceptance.objects.get()
