"""A city's bodies, people and posts come out of Excel; each person chooses the first password by their own link."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from accounts.services import first_link
from documents.models import SheetImport
from workflow.engine import perform
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db

BODIES = "单位名称\t简称\t类别\t上级单位\t县区\t行政机关\n"
POSTS = "账号\t岗位\t单位\t起\t止\n"


@pytest.fixture
def admins():
    office = Organisation.objects.create(name="市经信委", short_name="市经信委", kind=OrgKind.OFFICE)
    posts = {}
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        user = User.objects.create_user(role, password="correct-horse-9", display_name=role)
        posts[role] = Post.objects.create(user=user, role=role, organisation=office)
    return posts


def send(post, kind, pasted):
    client = Client()
    client.force_login(post.user)
    answer = client.post(reverse("documents:sheet_begin", args=[kind]), {"pasted": pasted})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return SheetImport.objects.latest("created_at")


def errors(sheet):
    return [(error.row, error.column) for error in sheet.cell_errors]


def test_a_city_is_entered_by_three_sheets(admins):
    system, security = admins[Role.SYSTEM_ADMIN], admins[Role.SECURITY_ADMIN]
    rows = "广元市水利局\t市水利局\t市级部门\t\t\t是\n青川县水文站\t水文站\t市级部门\t广元市水利局\t青川县\t否\n"
    perform(send(system, "bodies", BODIES + rows), "confirm", post=system)
    below = Organisation.objects.get(name="青川县水文站")
    assert (below.parent.name, below.county, below.administrative) == ("广元市水利局", "青川县", False)

    people = send(system, "people", "账号\t姓名\t电话\nshui1\t水一\t3261111\nshui2\t水二\t\n")
    perform(people, "confirm", post=system)
    assert not User.objects.get(username="shui1").has_usable_password()
    rows = "shui1\t申报单位经办人\t广元市水利局\t\t\nshui2\t申报单位负责人\t广元市水利局\t2026-01-05\t2027-01-04\n"
    posts = send(security, "posts", POSTS + rows)
    perform(posts, "confirm", post=security)
    assert Post.objects.get(user__username="shui2").role == Role.UNIT_LEADER
    assert AuditContent.objects.filter(action="give_post").count() == 2
    with pytest.raises(Exception, match="已设岗位"):
        perform(SheetImport.objects.get(pk=people.pk), "undo", post=system)
    perform(SheetImport.objects.get(pk=posts.pk), "undo", post=security)
    assert not Post.objects.filter(user__username="shui1").exists()
    perform(SheetImport.objects.get(pk=people.pk), "undo", post=system)
    assert not User.objects.filter(username="shui1").exists()


@pytest.mark.parametrize(
    ("kind", "role", "pasted", "wrong"),
    [
        ("bodies", Role.SYSTEM_ADMIN, BODIES + "甲\t甲\t市级部门\t没有的局\t\t\n", [(2, "parent")]),
        ("bodies", Role.SYSTEM_ADMIN, BODIES + "甲\t甲\t县区\t\t\t\n", [(2, "county")]),
        ("bodies", Role.SYSTEM_ADMIN, BODIES + "甲\t甲\t市经信委（信息办）\t\t\t\n", [(2, "kind")]),
        ("bodies", Role.SYSTEM_ADMIN, BODIES + "甲\t甲\t市级部门\n甲\t乙\t市级部门\n", [(2, "name"), (3, "name")]),
        (
            "people", Role.SYSTEM_ADMIN, "账号\t姓名\t电话\n张 三\t张三\t\nsystem_admin\t李四\t\n",
            [(2, "username"), (3, "username")],
        ),
        ("posts", Role.SECURITY_ADMIN, POSTS + "nobody\t财政局\t市经信委\t\t\n", [(2, "username")]),
        ("posts", Role.SECURITY_ADMIN, POSTS + "audit_admin\t财政局\t市经信委\t\t\n", [(2, "role")]),
        ("posts", Role.SECURITY_ADMIN, POSTS + "audit_admin\t系统管理员\t市经信委\t\t\n", [(2, "role")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_taken(admins, kind, role, pasted, wrong):
    sheet = send(admins[role], kind, pasted)
    assert errors(sheet) == wrong
    assert sheet.state == "rejected"


def test_each_sheet_is_its_own_administrators(admins):
    for kind, others in (
        ("bodies", Role.SECURITY_ADMIN),
        ("people", Role.SECURITY_ADMIN),
        ("posts", Role.SYSTEM_ADMIN),
    ):
        client = Client()
        client.force_login(admins[others].user)
        assert client.get(reverse("documents:sheet_begin", args=[kind])).status_code == 403


def test_a_link_lets_its_person_choose_the_first_password_once(admins, settings):
    settings.PUBLIC_URL = "http://testserver"
    person = User(username="shui1", display_name="水一", must_change_password=True)
    person.set_unusable_password()
    person.save()
    keeper = Client()
    keeper.force_login(admins[Role.SYSTEM_ADMIN].user)
    answer = keeper.post(reverse("workspace:first_links"))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    lines = {row[0]: row[3] for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert person.username in lines
    assert set(Notice.objects.values_list("user__username", flat=True)) == {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}

    theirs = Client()
    page = theirs.get(lines["shui1"], follow=True)
    assert "水一，请设置密码" in page.content.decode()
    short = theirs.post(page.request["PATH_INFO"], {"new_password1": "short", "new_password2": "short"})
    assert "密码太短" in short.content.decode()
    chosen = {"new_password1": "mine-alone-77", "new_password2": "mine-alone-77"}
    assert theirs.post(page.request["PATH_INFO"], chosen)["Location"] == reverse("accounts:sign_in")
    assert (
        theirs.post(reverse("accounts:sign_in"), {"username": "shui1", "password": "mine-alone-77"}).status_code == 302
    )
    assert "链接已失效" in Client().get(lines["shui1"], follow=True).content.decode()
    person.refresh_from_db()
    assert not person.must_change_password
    assert AuditContent.objects.filter(action="change_password", actor="水一").exists()


def test_a_forged_link_opens_nothing(admins):
    person = User.objects.create_user("shui1", password="correct-horse-9", display_name="水一")
    forged = first_link(person)[:-2] + "x/"
    assert "链接已失效" in Client().get(forged, follow=True).content.decode()


def test_nobody_else_takes_the_links(admins):
    client = Client()
    client.force_login(admins[Role.SECURITY_ADMIN].user)
    assert client.post(reverse("workspace:first_links")).status_code == 403
