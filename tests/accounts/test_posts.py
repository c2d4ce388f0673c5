"""Posts: article 5 keeps each body's power where it is; 三员 are three people."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.permits import Permit
from accounts.queries import holders
from accounts.roles import KINDS_OF_ROLE, OrgKind, Role
from accounts.services import end_post, give_post
from workflow.models import AuditContent

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Organisation.objects.create(name="市经济和信息化委员会", short_name="市经信委", kind=OrgKind.OFFICE)


@pytest.fixture
def department():
    return Organisation.objects.create(name="市交通运输局", short_name="市交通局", kind=OrgKind.DEPARTMENT)


def person(name):
    return User.objects.create(username=name, display_name=name)


def test_every_role_says_in_which_bodies_it_can_be_held():
    assert set(KINDS_OF_ROLE) == set(Role)


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.DRC, Role.FINANCE, Role.CITY_GOVERNMENT, Role.SECRECY])
def test_a_department_cannot_hold_the_power_of_another_body(department, role):
    post = Post(user=person("a"), role=role, organisation=department)
    with pytest.raises(ValidationError, match="第五条"):
        post.full_clean()


def test_the_three_administrators_are_three_people(office):
    admin = person("a")
    Post.objects.create(user=admin, role=Role.SYSTEM_ADMIN, organisation=office)
    with pytest.raises(ValidationError, match="三员"):
        Post(user=admin, role=Role.AUDIT_ADMIN, organisation=office).full_clean()


def test_giving_and_ending_a_post_stands_in_the_trail(office):
    by = Post.objects.create(user=person("admin"), role=Role.SECURITY_ADMIN, organisation=office)
    post = give_post(post=Post(user=person("b"), role=Role.OFFICE_CLERK, organisation=office), by=by)
    ended = end_post(post=post, on=timezone.localdate(), by=by)
    assert ended.valid_to == timezone.localdate()
    assert list(AuditContent.objects.order_by("pk").values_list("action", flat=True)) == ["give_post", "end_post"]


def test_a_post_is_held_once_at_a_time(department):
    user = person("a")
    Post.objects.create(user=user, role=Role.APPLICANT, organisation=department)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=user, role=Role.APPLICANT, organisation=department)


def test_holders_are_those_in_force(department):
    today = timezone.localdate()
    now = Post.objects.create(user=person("a"), role=Role.APPLICANT, organisation=department)
    Post.objects.create(
        user=person("b"),
        role=Role.APPLICANT,
        organisation=department,
        valid_from=today - datetime.timedelta(days=9),
        valid_to=today - datetime.timedelta(days=1),
    )
    assert list(holders(Role.APPLICANT, organisation_id=department.pk)) == [now]


class TestPermit:
    @pytest.fixture
    def post(self, department):
        return Post.objects.create(user=person("p"), role=Role.APPLICANT, organisation=department)

    class Thing:
        unit_id = None
        checked_by = None
        expert = None

    def thing(self, **values):
        thing = self.Thing()
        for name, value in values.items():
            setattr(thing, name, value)
        return thing

    def test_role(self, post):
        assert Permit(Role.APPLICANT)(self.thing(), post)
        assert not Permit(Role.OFFICE_CLERK)(self.thing(), post)
        assert not Permit(Role.APPLICANT)(self.thing(), None)

    def test_owner(self, post, office):
        permit = Permit(Role.APPLICANT, owner="unit")
        assert permit(self.thing(unit_id=post.organisation_id), post)
        assert "所属单位" in permit.refusal(self.thing(unit_id=office.pk), post)

    def test_two_persons_not_two_posts(self, post, office):
        """A second post of the same person does not make a second person."""
        other = Post(user=post.user, role=Role.UNIT_LEADER, organisation=post.organisation)
        permit = Permit(Role.UNIT_LEADER, other_than=("checked_by",))
        assert "两人分办" in permit.refusal(self.thing(checked_by=post), other)
        assert permit(self.thing(checked_by=None), other)
