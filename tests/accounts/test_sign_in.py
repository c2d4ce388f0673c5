import pytest
from django.urls import reverse

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from workflow.models import AuditContent

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    unit = Organisation.objects.create(name="市教育局", short_name="市教育局", kind=OrgKind.DEPARTMENT)
    user = User.objects.create_user("wang", password="correct-horse-9", display_name="王五")
    Post.objects.create(user=user, role=Role.APPLICANT, organisation=unit)
    Post.objects.create(user=user, role=Role.UNIT_LEADER, organisation=unit)
    return user


def test_sign_in_and_out(client, person):
    answer = client.post(reverse("accounts:sign_in"), {"username": "wang", "password": "correct-horse-9"})
    assert answer.status_code == 302
    assert client.get(reverse("workspace:home")).status_code == 200
    client.post(reverse("accounts:sign_out"))
    assert client.get(reverse("workspace:home")).status_code == 302


def test_a_wrong_password_is_said_in_chinese_and_kept_in_the_trail(client, person):
    answer = client.post(reverse("accounts:sign_in"), {"username": "wang", "password": "x"})
    assert "账号或密码不对" in answer.content.decode()
    assert AuditContent.objects.filter(action="sign_in_failed", actor="王五").exists()


def test_five_wrong_passwords_lock_the_account_and_say_so(client, person, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        answer = client.post(reverse("accounts:sign_in"), {"username": "wang", "password": "x"})
    assert answer.status_code == 429
    assert "锁定十五分钟" in answer.content.decode()
    right = client.post(reverse("accounts:sign_in"), {"username": "wang", "password": "correct-horse-9"})
    assert right.status_code == 429


def test_demo_sign_in_exists_in_demo_mode_only(client, person, settings):
    settings.DEMO_MODE = False
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "wang"}).status_code == 404
    settings.DEMO_MODE = True
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "wang"}).status_code == 302


def test_a_person_switches_between_own_posts_only(client, person):
    client.force_login(person)
    mine = person.posts.get(role=Role.UNIT_LEADER)
    other = Post.objects.create(
        user=User.objects.create(username="x"), role=Role.UNIT_LEADER, organisation=mine.organisation
    )
    assert client.post(reverse("accounts:switch_post"), {"post": other.pk}).status_code == 404
    assert client.post(reverse("accounts:switch_post"), {"post": mine.pk}).status_code == 302
    assert client.get(reverse("workspace:home")).wsgi_request.post == mine


def test_switching_does_not_lead_off_the_site(client, person):
    client.force_login(person)
    mine = person.posts.first()
    answer = client.post(reverse("accounts:switch_post"), {"post": mine.pk, "next": "//evil.example/"})
    assert answer["Location"] == reverse("workspace:home")
