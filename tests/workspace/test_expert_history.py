"""A small history through the services: what `manage.py expert_history` loads, as little as shows that it loads."""

import pytest

from experts.models import Fee, Panel
from workflow.audit import verify_chain
from workspace.demo.expert_history import load_expert_history

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_small_history(transactional_db):
    made = load_expert_history(experts=60, years=1, reviews=3, say=lambda line: None)
    assert made["panels"] >= 3
    assert made["unlike"] == 0, "every draw gives the same group again"
    assert made["seats"] == made["fees"] == Fee.objects.count() >= 10
    assert Panel.objects.exclude(opened_at=None).exists()
    assert verify_chain()[1] == []
