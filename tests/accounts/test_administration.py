"""From an empty system to one in which people work: bodies, accounts and posts, each by its administrator."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from accounts.services import dismiss, edit_organisation, end_post, give_post, reset_password
from tests import factories as make
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-9"


@pytest.fixture
def office():
    return Organisation.objects.create(name="市经济和信息化委员会", short_name="市经信委", kind=OrgKind.OFFICE)


def person(name, **fields):
    return User.objects.create_user(name, password=PASSWORD, display_name=name, **fields)


@pytest.fixture
def admins(office):
    roles = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    return {role: Post.objects.create(user=person(role), role=role, organisation=office) for role in roles}


@pytest.fixture
def keeper(client, admins):
    client.force_login(admins[Role.SYSTEM_ADMIN].user)
    return client


def actions():
    told = AuditContent.objects.exclude(action__in=["sign_in", "sign_out", "sign_in_failed"]).order_by("pk")
    return list(told.values_list("action", flat=True))


def words(answer):
    return answer.content.decode()


BODY = {"name": "市交通运输局", "short_name": "市交通局", "kind": OrgKind.DEPARTMENT, "administrative": "on"}


def test_an_empty_system_is_filled_by_two_administrators(client, admins):
    client.force_login(admins[Role.SYSTEM_ADMIN].user)
    assert client.post(reverse("accounts:organisation_create"), BODY).status_code == 302
    typed = {"username": "wangwu", "display_name": "王五", "phone": "", "password1": PASSWORD, "password2": PASSWORD}
    made = client.post(reverse("accounts:person_create"), typed)
    user = User.objects.get(username="wangwu")
    assert made["Location"] == reverse("accounts:person", args=[user.pk])
    assert client.get(reverse("accounts:post_create")).status_code == 403

    client.force_login(admins[Role.SECURITY_ADMIN].user)
    form = client.get(reverse("accounts:post_create") + f"?user={user.pk}")
    assert f'value="{user.pk}" selected' in words(form)
    body = Organisation.objects.get(name="市交通运输局")
    post = {"user": user.pk, "role": Role.APPLICANT, "organisation": body.pk, "valid_from": "2026-01-05"}
    assert client.post(reverse("accounts:post_create"), post).status_code == 302

    client.logout()
    client.post(reverse("accounts:sign_in"), {"username": "wangwu", "password": PASSWORD})
    change = reverse("accounts:password_change")
    assert client.get(reverse("workspace:home"))["Location"] == change, "the administrator knows this password"
    assert "一次性密码" in words(client.get(change))
    new = {"old_password": PASSWORD, "new_password1": "mine-alone-77", "new_password2": "mine-alone-77"}
    client.post(change, new)
    assert client.get(reverse("workspace:home")).status_code == 200
    assert actions() == ["add_organisation", "add_person", "give_post", "change_password"]


def test_a_forgotten_password_is_reset_told_once_and_known_to_the_others(keeper, admins, settings):
    settings.AXES_ENABLED = True
    user = person("wangwu")
    Post.objects.create(user=user, role=Role.OFFICE_CLERK, organisation=admins[Role.SYSTEM_ADMIN].organisation)
    sign_in = reverse("accounts:sign_in")
    other = type(keeper)()
    for _ in range(5):
        locked = other.post(sign_in, {"username": "wangwu", "password": "x"})
    assert locked.status_code == 429
    answer = keeper.post(reverse("accounts:person_password", args=[user.pk]))
    assert "no-store" in answer["Cache-Control"]
    password = words(answer).partition("data-password>")[2].partition("<")[0].strip()
    assert password not in words(keeper.get(reverse("accounts:person", args=[user.pk])))
    there = other.post(sign_in, {"username": "wangwu", "password": password})
    assert there.status_code == 302, "the lock has fallen with the old password"
    assert other.get("/")["Location"] == reverse("accounts:password_change")
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    assert not AuditContent.objects.filter(changes__icontains=password).exists()


def test_nobody_resets_or_stops_themselves(keeper, admins):
    own = admins[Role.SYSTEM_ADMIN].user
    with pytest.raises(ValidationError, match="更改密码"):
        reset_password(user=own, by=admins[Role.SYSTEM_ADMIN])
    page = keeper.post(reverse("accounts:person_stop", args=[own.pk]), follow=True)
    assert "不能停用本人" in words(page)
    own.refresh_from_db()
    assert own.is_active


def test_a_stopped_account_is_signed_out_at_once_and_comes_back(keeper, admins):
    user = person("wangwu")
    Post.objects.create(user=user, role=Role.OFFICE_CLERK, organisation=admins[Role.SYSTEM_ADMIN].organisation)
    theirs = type(keeper)()
    theirs.force_login(user)
    assert theirs.get("/").status_code == 200
    page = keeper.post(reverse("accounts:person_stop", args=[user.pk]), follow=True)
    assert "已停用" in words(page)
    assert theirs.get("/").status_code == 302
    assert "已停用" in words(keeper.get(reverse("accounts:person_list") + "?state=stopped"))
    keeper.post(reverse("accounts:person_start", args=[user.pk]))
    theirs.force_login(User.objects.get(pk=user.pk))
    assert theirs.get("/").status_code == 200
    assert actions() == ["stop_person", "start_person"]


def test_name_and_telephone_are_mended_and_stand_in_the_trail(keeper):
    user = person("wangwu")
    keeper.post(reverse("accounts:person_edit", args=[user.pk]), {"display_name": "王武", "phone": "3261234"})
    user.refresh_from_db()
    assert (user.display_name, user.phone) == ("王武", "3261234")
    assert AuditContent.objects.get(action="edit_person").changes == {
        "display_name": ["wangwu", "王武"], "phone": ["", "3261234"],
    }  # fmt: skip
    keeper.post(reverse("accounts:person_edit", args=[user.pk]), {"display_name": "王武", "phone": "3261234"})
    assert actions().count("edit_person") == 1, "nothing changed, nothing told"


def test_the_last_who_can_appoint_stays(admins):
    with pytest.raises(ValidationError, match="唯一"):
        dismiss(post=admins[Role.SECURITY_ADMIN], by=admins[Role.AUDIT_ADMIN])
    second = person("second")
    Post.objects.create(user=second, role=Role.SECURITY_ADMIN, organisation=admins[Role.SECURITY_ADMIN].organisation)
    ended = dismiss(post=admins[Role.SECURITY_ADMIN], by=admins[Role.AUDIT_ADMIN])
    assert ended not in Post.objects.current(), "at once, not at midnight"


def test_a_post_that_has_an_end_already_is_taken_away_before(admins, office):
    later = timezone.localdate() + datetime.timedelta(days=90)
    post = Post.objects.create(user=person("p"), role=Role.OFFICE_CLERK, organisation=office, valid_to=later)
    assert not post.is_over
    ended = dismiss(post=post, by=admins[Role.SECURITY_ADMIN])
    assert (ended.valid_to, ended.is_over) == (timezone.localdate(), True)
    assert not Post.objects.current().filter(pk=post.pk).exists()
    assert Post.objects.current(timezone.localdate() - datetime.timedelta(days=1)).filter(pk=post.pk).count() == 0
    assert end_post(post=post, on=later, by=admins[Role.SECURITY_ADMIN]).valid_to == timezone.localdate()


def test_the_three_stay_three_on_days_to_come_as_well(admins, office):
    """A post from tomorrow on and one from today meet tomorrow."""
    someone, tomorrow = person("p"), timezone.localdate() + datetime.timedelta(days=1)
    by = admins[Role.SECURITY_ADMIN]
    give_post(post=Post(user=someone, role=Role.AUDIT_ADMIN, organisation=office, valid_from=tomorrow), by=by)
    with pytest.raises(ValidationError, match="三个不同的人"):
        give_post(post=Post(user=someone, role=Role.SYSTEM_ADMIN, organisation=office), by=by)
    today = timezone.localdate()
    give_post(post=Post(user=someone, role=Role.SYSTEM_ADMIN, organisation=office, valid_to=today), by=by)


def test_the_page_says_why_the_last_one_stays(client, admins):
    client.force_login(admins[Role.SECURITY_ADMIN].user)
    page = client.post(reverse("accounts:post_end", args=[admins[Role.SECURITY_ADMIN].pk]), follow=True)
    assert "唯一的安全管理员" in words(page)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"kind": OrgKind.OFFICE}, "职权不能由两个单位分担"),
        ({"kind": OrgKind.COUNTY}, "须填写所在县区"),
        ({"county": "利洲区"}, "县区须是"),
        ({"name": "市经济和信息化委员会"}, "已存在"),
        ({"name": ""}, "名称"),
    ],
)
def test_a_body_that_cannot_be_is_refused_in_words(keeper, typed, why):
    page = keeper.post(reverse("accounts:organisation_create"), {**BODY, **typed})
    assert page.status_code in (200, 422)
    assert why in words(page)
    assert Organisation.objects.count() == 1


def test_a_name_that_papers_bear_is_changed_by_a_reform_alone(keeper, admins):
    body = Organisation.objects.create(name="市交通局", short_name="市交通局", kind=OrgKind.DEPARTMENT)
    edit = reverse("accounts:organisation_edit", args=[body.pk])
    keeper.post(edit, BODY)
    body.refresh_from_db()
    assert body.name == "市交通运输局", "a slip of the pen is mended while nothing bears the name"
    make.make_project(make.make_post(Role.APPLICANT, body))
    keeper.post(edit, {**BODY, "name": "市公路局", "contact": "赵六"})
    body.refresh_from_db()
    assert (body.name, body.contact) == ("市交通运输局", "赵六")
    with pytest.raises(ValidationError, match="机构改革"):
        edit_organisation(organisation=body, values={"name": "市公路局"}, by=admins[Role.SYSTEM_ADMIN])


def test_a_body_keeps_its_kind_while_it_gives_posts_and_is_not_its_own_parent(keeper):
    body = Organisation.objects.create(name="市财政局", short_name="市财政局", kind=OrgKind.FINANCE)
    below = Organisation.objects.create(name="国库中心", short_name="国库", kind=OrgKind.DEPARTMENT, parent=body)
    Post.objects.create(user=person("cai"), role=Role.FINANCE, organisation=body)
    edit = reverse("accounts:organisation_edit", args=[body.pk])
    typed = {"name": "市财政局", "short_name": "市财政局", "administrative": "on"}
    page = keeper.post(edit, {**typed, "kind": OrgKind.DEPARTMENT})
    assert "须先免去" in words(page)
    page = keeper.post(edit, {**typed, "kind": OrgKind.FINANCE, "parent": below.pk})
    assert "上级单位不能是" in words(page)


@pytest.mark.parametrize("name", ["post_list", "person_list", "organisation_list"])
def test_the_lists_ask_the_same_number_of_questions(keeper, admins, name):
    url = reverse(f"accounts:{name}")
    keeper.get(url)
    counts = []
    for round_ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert keeper.get(url).status_code == 200
        counts.append(len(asked))
        for number in range(3):
            body = Organisation.objects.create(
                name=f"单位{round_}{number}", short_name="单位", kind=OrgKind.DEPARTMENT,
                parent=admins[Role.SYSTEM_ADMIN].organisation,
            )  # fmt: skip
            Post.objects.create(user=person(f"p{round_}{number}"), role=Role.APPLICANT, organisation=body)
    assert counts[0] == counts[1]


def test_lists_are_searched_by_person_and_body(keeper, admins):
    body = Organisation.objects.create(name="市水利局", short_name="市水利局", kind=OrgKind.DEPARTMENT)
    Post.objects.create(user=person("shui"), role=Role.APPLICANT, organisation=body)
    idle = person("nobody")

    def find(name, query):
        return words(keeper.get(reverse(f"accounts:{name}") + query))

    assert "shui" in find("person_list", "?q=水利")
    assert "nobody" not in find("person_list", "?q=水利")
    assert idle.username in find("person_list", "?state=postless")
    assert "shui" not in find("person_list", "?state=postless")
    assert "市水利局" in find("organisation_list", "?kind=department&q=水利")
    assert "市水利局" not in find("organisation_list", "?kind=finance")
    assert "shui" in find("post_list", "?q=水利&role=applicant")
