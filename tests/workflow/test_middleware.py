"""A NUL in a query or a form is a letter that was not typed, and never a 500."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from documents.models import NumberEntry
from tests.factories import make_post, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (None, "/sharing/open/?q=%00"),
        (Role.AUDIT_ADMIN, "/workflow/audit/?q=%00a"),
        (Role.OFFICE_CLERK, "/archives/social/?q=%00a"),
        (Role.OFFICE_CLERK, "/sharing/?q=%00a"),
        (Role.OFFICE_CLERK, "/search/?q=%00"),
    ],
)
def test_words_with_a_nul_are_searched_without_it(role, path):
    client = signed_in(make_post(role)) if role else Client()
    assert client.get(path).status_code == 200


def test_a_form_is_kept_without_it():
    client = signed_in(make_post(Role.OFFICE_CLERK))
    client.post(reverse("documents:outside"), {"text": "川发改\0〔2026〕1号", "holder": "立项\0批复"})
    assert NumberEntry.objects.get().holder == "立项批复"
