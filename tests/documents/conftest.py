import datetime

import pytest
from django.db import connection

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from documents.registry import SPECS
from documents.services import issue_document
from workflow import threads


def make_post(role: str, kind: str = OrgKind.OFFICE, name: str = "广元市经济和信息化委员会") -> Post:
    body, _ = Organisation.objects.get_or_create(name=name, defaults={"short_name": name[-6:], "kind": kind})
    user = User.objects.create(username=f"{role}-{User.objects.count()}", display_name="张三")
    return Post.objects.create(user=user, role=role, organisation=body, valid_from=datetime.date(2020, 1, 1))


@pytest.fixture
def leader(db) -> Post:
    return make_post(Role.OFFICE_LEADER)


@pytest.fixture
def subject(leader):
    """Any row will do as the subject of a paper: the room knows no projects."""
    return leader.organisation


@pytest.fixture
def issue(leader, subject):
    """issue("pre_approval", **changes of the sample context)"""

    def do(kind="pre_approval", on=datetime.date(2026, 3, 5), **changes):
        context = {**SPECS[kind].sample(), **changes}
        return issue_document(kind=kind, subject=subject, thread_id=subject.pk, context=context, post=leader, on=on)

    return do


@pytest.fixture
def open_threads(monkeypatch):
    """Threads that the given posts see; here a thread is an organisation, seen by its own posts."""

    class Manager:
        def visible_to(self, post):
            return Organisation.objects.filter(pk=post.organisation_id)

    class Thread:
        _default_manager = Manager()

    monkeypatch.setattr(threads, "_models", [Thread])
    return Thread


@pytest.fixture
def real_transactions(django_db_blocker, _replica_while_flushing, transactional_db):
    """Real commits. The flush at the end meets triggers that refuse; they are silenced for that moment only."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


@pytest.fixture
def _replica_while_flushing(django_db_blocker):
    yield
    with django_db_blocker.unblock():
        connection.close()
