"""“Never in use without acceptance” (12): every role tries every door of a project that is being built."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from acceptance.models import Acceptance
from projects.models import Project
from tests.addresses import patterns
from tests.city import POSTS
from tests.matrix_tools import bare_answers
from workflow.machines import REGISTRY, machine_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("doors")]

# Whatever a form reads of it: what somebody would type who wants to be through.
TYPED = {
    "stage": "accepted", "state": "issued", "conclusion": "pass", "opinion": "同意", "reason": "急需",
    "number": "1", "certificate_number": "广信验〔2026〕1号", "in_use_since": "2026-11-01", "verified": "True",
}  # fmt: skip
ROOMS = ("projects/", "acceptance/", "archives/", "results/", "building/", "funds/", "infrastructure/", "oversight/")


def doors(project: Project, acceptance: Acceptance) -> list[str]:
    """Every step of the two records, also those without a button, and every address that takes one key."""
    steps = [obj.step_url(step.name) for obj in (project, acceptance) for step in machine_of(obj).steps]
    keys = {"acceptance/": acceptance.pk}
    found = []
    for _name, route, wanted in patterns(get_resolver()):
        room = next((room for room in ROOMS if route.startswith(room)), None)
        if room and wanted in ([], ["pk"]) and "<int" not in route:
            found.append("/" + route.replace("<uuid:pk>", str(keys.get(room, project.pk))))
    return [*steps, *found]


def test_no_role_comes_through_any_door(journey):
    journey.act(journey.project, "apply_acceptance", "applicant")
    project, acceptance = journey.project, Acceptance.objects.get()
    now = timezone.now().isoformat()
    typed = TYPED | {"in_use_at": now, "accepted_at": now, "issued_at": now}
    tried = doors(project, acceptance)
    assert len(tried) > 120
    assert REGISTRY["projects.project"].by_name["accept"].system
    with bare_answers():
        for name in POSTS:
            client = Client()
            client.force_login(journey.city.posts[name].user, backend="django.contrib.auth.backends.ModelBackend")
            for url in tried:
                with suppress(Undone), transaction.atomic():
                    assert client.post(url, typed).status_code < 500, (name, url)
                    after = Project.objects.get(pk=project.pk)
                    assert after.in_use_at is None, (name, url)
                    assert after.accepted_at is None, (name, url)
                    assert after.stage in ("building", "completed", "terminated"), (name, url)
                    raise Undone


class Undone(Exception):
    """Tried; what it did is undone, and the next one is tried."""
