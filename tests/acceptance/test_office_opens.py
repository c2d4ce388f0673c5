"""Where a unit stays silent the office opens by itself, and passes nothing that was not examined (article 12)."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from acceptance.models import Acceptance
from acceptance.readiness import readiness
from tests.acceptance.hands import codes
from tests.city import POSTS
from tests.journey import paper
from workflow.errors import RuleViolation
from workflow.models import Notice, Parameter
from workflow.panel import build_panel

ALL_THAT_A_PASS_NEEDS = {
    "acceptance.papers",
    "acceptance.buyers",
    "acceptance.supervision",
    "acceptance.indicators",
    "acceptance.clauses",
    "acceptance.trial",
    "security.built",
}


def test_the_office_opens_where_the_unit_stays_silent(journey):
    with pytest.raises(RuleViolation) as refusal:
        journey.act(journey.project, "office_opens", "office_clerk", why="多次催办未报")
    assert codes(refusal) == {"acceptance.silent"}
    with time_machine.travel(timezone.now() + datetime.timedelta(days=231), tick=False):
        journey.act(journey.project, "office_opens", "office_clerk", why="多次催办未报")
    acceptance = Acceptance.objects.get()
    assert (acceptance.state, acceptance.opened_why, journey.project.stage) == (
        "reported",
        "多次催办未报",
        "completed",
    )
    assert Notice.objects.filter(user=journey.city.applicant.user, text__contains="由信息办直接组织验收").exists()
    journey.act(acceptance, "convene", "office_clerk", **journey.convened())


def opened_by_office(journey):
    """The unit is silent; a rule of the day asks for a trial of this one, too."""
    began = timezone.localdate(journey.project.created_at)
    Parameter.objects.create(key="trial_threshold", value=1, unit="元", source="测试", valid_from=began)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=231), tick=False):
        journey.act(journey.project, "office_opens", "office_clerk", why="多次催办未报")
    return Acceptance.objects.get()


def heard(journey, acceptance):
    journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    for _ in journey.sit(Acceptance.objects.get().panel, "agree"):
        pass
    return Acceptance.objects.get()


def test_what_the_office_opens_by_itself_passes_nothing_unexamined(journey):
    acceptance = opened_by_office(journey)
    steps = {one.step.name: one for one in build_panel(acceptance, journey.city.office_clerk)}
    warned = {one.rule.code for one in steps["convene"].verdicts if not one.ok}
    assert warned == ALL_THAT_A_PASS_NEEDS - {"security.built"}
    # Whoever reads of a lack is led only where they may mend it.
    assert [url for one in steps["convene"].verdicts for _words, url in one.mends if "measure" in url]
    assert not [url for one in steps["convene"].verdicts for _words, url in one.mends if "record_" in url]
    type(acceptance).objects.update(opened_why="")
    theirs = {one.step.name: one for one in build_panel(Acceptance.objects.get(), journey.city.office_clerk)}[
        "convene"
    ]
    assert {one.rule.code for one in theirs.verdicts if not one.ok} == warned
    assert not [url for one in theirs.verdicts for _words, url in one.mends if "record_" in url]
    lines = readiness(Acceptance.objects.get(), journey.city.office_clerk)
    assert not [line.url for line in lines if "record_" in line.url or line.url.endswith("/edit/")]
    type(acceptance).objects.update(opened_why="多次催办未报")
    acceptance = heard(journey, acceptance)
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "conclude", "office_clerk", **journey.findings("pass"))
    assert codes(refusal) == ALL_THAT_A_PASS_NEEDS | {"acceptance.contract_part", "acceptance.function_part"}
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "conclude", "office_clerk", **journey.findings("rectify"))
    assert codes(refusal) == {"acceptance.contract_part", "acceptance.function_part"}
    partly = dict.fromkeys(("verdict_contract", "verdict_function"), "partly")
    journey.act(acceptance, "conclude", "office_clerk", **journey.findings("rectify") | partly)


def test_the_office_brings_what_the_silent_unit_did_not(journey):
    acceptance, clerk = opened_by_office(journey), Client()
    clerk.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    unit = journey.city.applicant
    assert not acceptance.may_attach(unit)
    for name in POSTS:
        other = Client()
        other.force_login(journey.city.posts[name].user, backend="django.contrib.auth.backends.ModelBackend")
        answers = [other.get(url).status_code for url in (acceptance.results_url, acceptance.clauses_url)]
        assert answers == [200, 200] if name == "office_clerk" else set(answers) <= {403, 404}, name
    page = clerk.get(acceptance.get_absolute_url()).content.decode()
    assert acceptance.results_url in page
    assert "填写完工情况" not in page
    for slot in ("completion", "supervision", "testing"):
        upload = f"/documents/upload/acceptance/acceptance/{acceptance.pk}/"
        assert clerk.post(upload, {"slot": slot, "file": paper(f"{slot}.pdf", slot)}).status_code == 302
    measured = {}
    for one in acceptance.results.all():
        measured |= {f"measured_{one.pk}": "92%", f"by_{one.pk}": "测评中心", f"met_{one.pk}": "True"}
    assert clerk.post(acceptance.results_url, measured).status_code == 302
    typed = {}
    for number, row in enumerate(journey.clauses(acceptance), start=1):
        typed |= {f"{name}_{number}": value for name, value in row.items()}
    assert clerk.get(acceptance.clauses_url).status_code == 200
    assert clerk.post(acceptance.clauses_url, typed).status_code == 302
    journey.secure()
    journey.buyers_accept()
    journey.act(journey.project, "begin_trial", "applicant", **journey.examined())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=90), tick=False):
        journey.act(journey.project.trial, "finish", "applicant", report="平稳")
    acceptance = heard(journey, Acceptance.objects.get())
    # From here on nobody touches what the experts judged by.
    assert (acceptance.may_attach(journey.city.office_clerk), acceptance.results_url) == (False, "")
    assert clerk.post(acceptance.step_url("measure"), measured).status_code == 404
    journey.act(acceptance, "conclude", "office_clerk", **journey.findings("pass"))
