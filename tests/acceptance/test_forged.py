"""What somebody writes past the machine, by SQL alone, opens no door to use (article 12)."""

import pytest
from django.db import IntegrityError, connection, transaction

from acceptance.models import Acceptance
from documents.services import issue_document
from documents.specs import SPECS
from projects.models import Project
from tests.journey import Journey


def refused_by_database(sql: str, *values) -> None:
    refused = pytest.raises(IntegrityError, match="第十二条")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def number_of_another(journey) -> str:
    """A certificate that stands, of another project."""
    other = Journey(journey.city, name="水务监测平台").draft().project
    acceptance, spec = Acceptance.objects.create(project=other, attempt=1), SPECS["certificate"]
    paper = {"kind": "certificate", "subject": acceptance, "thread_id": other.pk, "post": journey.city.office_leader}
    return issue_document(context=spec.sample(), **paper).number


def test_no_certificate_of_another_project_opens_the_door(journey):
    """By SQL alone: a draft is signed with a number that stands, and the project goes by it."""
    number = number_of_another(journey)
    journey.act(journey.project, "apply_acceptance", "applicant")
    mine, project = journey.project.acceptances.get().pk, journey.project.pk
    clerk = journey.city.office_clerk.pk
    passed = "conclusion = 'pass', stands_on = 'x', issued_at = now(), concluded_by_id = %s"
    forged = f"UPDATE acceptance_acceptance SET {passed}"
    refused_by_database(f"{forged}, state = 'issued', number = %s WHERE id = %s", clerk, number, mine)
    refused_by_database(f"{forged}, state = 'issued' WHERE id = %s", clerk, mine)
    refused_by_database(f"{forged}, state = 'concluded', number = %s WHERE id = %s", clerk, number, mine)
    refused_by_database(
        "INSERT INTO acceptance_acceptance SELECT (jsonb_populate_record(a, jsonb_build_object("
        "'id', gen_random_uuid(), 'attempt', 9, 'state', 'issued', "
        "'conclusion', 'pass', 'stands_on', 'x', 'issued_at', now(), 'number', %s::text, "
        "'concluded_by_id', %s::bigint))).* FROM acceptance_acceptance a WHERE id = %s",
        number,
        clerk,
        mine,
    )
    use = "UPDATE projects_project SET in_use_at = now(), accepted_at = now(), certificate_number = %s WHERE id = %s"
    refused_by_database(use, number, project)
    # State by state as the machine goes, but without a paper of its own: signed, and still no certificate.
    with connection.cursor() as cursor:
        cursor.execute(f"{forged}, state = 'concluded' WHERE id = %s", [clerk, mine])
        cursor.execute("UPDATE acceptance_acceptance SET state = 'issued' WHERE id = %s", [mine])
    refused_by_database("UPDATE acceptance_acceptance SET number = %s WHERE id = %s", number, mine)
    refused_by_database(use, number, project)
    refused_by_database(use, "", project)
    assert Project.objects.get(pk=project).in_use_at is None
