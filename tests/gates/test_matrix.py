"""The machines beside the pre-review and the gates."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from projects.paths import Path
from tests.factories import gate_data, tender_after, tender_before
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks

pytestmark = own_process("gates")

KEYS = ("projects.consultation", "projects.extension", "projects.tender")


def _until(months):
    return timezone.localdate() + datetime.timedelta(days=30 * months)


def _listed(city, path=Path.PROCUREMENT):
    journey = Journey(city, path)
    for _ in (*journey.apply(), *journey.enlist()):
        pass
    return journey


def _of(project):
    return [*project.consultations.all(), *project.extensions.all(), *project.prereviews.all()]


def consulted(city):
    """Two bodies are asked: one answers, one is asked no longer."""
    journey = _listed(city)
    journey.act(journey.project, "apply_pre_review", "applicant")
    pre_review = journey.act(journey.project.prereviews.get(), "submit", "applicant", statement="")
    data = {"bodies": [city.finance.organisation, city.cyberspace.organisation], "question": "？", "due_on": _until(1)}
    journey.act(pre_review, "consult", "office_clerk", **data)
    yield _of(journey.project)
    first, second = journey.project.consultations.all()
    answer = {"opinion": "agree", "signer": "李局长", "signed_on": timezone.localdate()}
    journey.act(first, "answer", "finance", **answer)
    journey.act(second, "withdraw", "office_clerk", reason="不涉及")
    yield _of(journey.project)


def extended(city):
    """Three requests for more time: refused, granted, and closed because the approval was revoked."""
    journey = _listed(city)
    for _ in journey.pre_review():
        pass
    for outcome in ("refuse", "grant"):
        journey.act(journey.project, "apply_extension", "applicant", why="财政预算调整", until=_until(15))
        yield _of(journey.project)
        extension = journey.project.extensions.open_().get()
        extension = journey.act(extension, "pass_check", "office_clerk", note="属实")
        yield _of(journey.project)
        journey.act(extension, outcome, "office_leader", reason="" if outcome == "grant" else "理由不充分")
        yield _of(journey.project)


def revoked(city):
    journey = _listed(city)
    for _ in journey.pre_review():
        pass
    journey.act(journey.project, "apply_extension", "applicant", why="财政预算调整", until=_until(15))
    journey.act(journey.project.prereviews.get(), "revoke", "office_leader", reason="资金来源落空")
    yield _of(journey.project)


def tendered(city):
    """One round fails, a doubt is settled, the second is filed; another project ends in the midst."""
    journey = _listed(city, Path.TENDER)
    for _ in journey.pre_review():
        pass
    approval = {**gate_data(journey.budget, act="feasibility")}
    journey.act(journey.project, "approve_project", "drc", **approval)
    journey.act(journey.project, "apply_tender", "applicant")
    tender = journey.project.tender
    yield [tender]
    for outcome in ("fail", "raise_doubt"):
        tender = journey.act(tender, "submit_before", "applicant", **tender_before())
        yield [tender]
        tender = journey.act(tender, "file_before", "office_clerk")
        yield [tender]
        doubt = {"kind": "doubt", "by": "落标人", "raised_on": timezone.localdate(), "what": "评分"}
        tender = journey.act(tender, outcome, "applicant", reason="不足三家", **(doubt if outcome != "fail" else {}))
        yield [tender]
    tender = journey.act(tender, "settle_doubt", "applicant", answered_on=timezone.localdate(), answer="维持")
    tender = journey.act(tender, "submit_after", "applicant", **tender_after(journey.budget - 1))
    yield [tender]
    with transaction.atomic():
        filed = journey.act(tender, "file", "office_clerk")
        yield [filed]
        transaction.set_rollback(True)
    journey.act(journey.project, "terminate", "office_leader", reason="规划调整")
    yield [type(tender).objects.get()]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [consulted, extended, revoked, tendered])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
