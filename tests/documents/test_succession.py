"""A corrected paper: the records that repeat its number go over to the new one, in the same transaction."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents import services
from documents.models import Document
from projects.paths import Path
from projects.states import Stage
from tests.journey import Journey
from workflow.errors import Conflict
from workflow.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def corrected(number, post):
    draft = services.open_correction(document=Document.objects.get(number=number), post=post)
    return services.reissue(draft=draft, version=draft.version, reason="文号误写", post=post)


def test_the_project_goes_over_to_the_numbers_of_the_right_papers(city):
    leader = city.office_leader
    journey = Journey(city, Path.PROCUREMENT)
    project = journey.to(Stage.FILED)
    rows = {
        "pre_approval_number": (project.prereviews.get(), "number"),
        "plan_opinion_number": (project.review_rounds.get(), "opinion_number"),
        "certificate_number": (project.acceptances.get(), "number"),
        "filing_number": (project.filings.get(), "number"),
    }
    for field, (row, name) in rows.items():
        old = getattr(project, field)
        with pytest.raises(Conflict, match="项目现以它为"):
            services.void_document(document=Document.objects.get(number=old), reason="误", post=leader)
        with pytest.raises(Conflict, match="项目现以它为"):
            services.void_number(entry=Document.objects.get(number=old).entry, reason="误", post=leader)
        new = corrected(old, leader).number
        project.refresh_from_db()
        row.refresh_from_db()
        assert new != old
        assert (getattr(project, field), getattr(row, name)) == (new, new), field
        assert Document.objects.get(number=old).standing == "replaced"
        acts = [event.content.action for event in AuditEvent.objects.about(row).select_related("content")]
        assert acts.count("renumber") == 1
    assert project.stage == Stage.FILED
    old = journey.annual_list.number
    with pytest.raises(Conflict, match="清单以它为准"):
        services.void_document(document=Document.objects.get(number=old), reason="误", post=leader)
    right = corrected(old, leader)
    journey.annual_list.refresh_from_db()
    assert journey.annual_list.number == right.number != old
    assert right.context["replaces"] == old
    # Past the services the database still keeps the number of a signed conclusion.
    with pytest.raises(IntegrityError, match="不能更改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE acceptance_acceptance SET number = '广信验〔2020〕1号'")


def test_a_revoked_pre_approval_is_void_for_whoever_looks_it_up(city, client):
    journey = Journey(city, Path.PROCUREMENT)
    for _ in journey.revoked():
        pass
    document = Document.objects.get(kind="pre_approval")
    assert (document.standing, document.entry.void) == ("void", True)
    assert document.void_reason == "预审批复撤销：资金来源落空"
    assert 'data-standing="void"' in client.get(f"/v/{document.code}/").content.decode()
