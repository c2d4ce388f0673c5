"""The interface keeps what its OpenAPI description promises, whatever is sent to it (schemathesis)."""

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from guangyuan_xxh.wsgi import application
from sharing.openapi import description
from sharing.services import issue_token
from tests.sharing.hands import Sides

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


def test_the_interface_keeps_its_word():
    sides = Sides()
    resource = sides.published(rows=3)
    grant = sides.granted(resource, ["姓名"], per_minute=600)
    headers = {"Authorization": f"Bearer {issue_token(grant=grant, post=sides.user)}"}
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    operation = schema["/sharing/api/v1/resources/{resource}"]["GET"]
    seen = set()

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def try_it(case):
        for target in (case.path_parameters["resource"], str(resource.pk)):
            case.path_parameters["resource"] = target
            answer = case.call_and_validate(headers=headers, checks=CHECKS)
            seen.add(answer.status_code)

    try_it()
    assert 200 in seen
    assert 403 in seen


def test_its_description_is_there_for_everybody():
    answer = Client().get("/sharing/api/v1/openapi.json")
    assert answer.json() == description()
