"""The pool: who may see and keep it, and how many questions its pages ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Post, User
from accounts.roles import Role
from experts.conflicts import same_name
from experts.models import Expert, Field
from experts.services import save_expert
from tests.city import POSTS
from tests.experts.pool import make_expert, make_pool
from workflow.errors import Forbidden
from workflow.models import AuditContent


def sign_in(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_eight_fields_are_there(db):
    assert list(Field.objects.filter(parent=None).values_list("name", flat=True)) == [
        "网络",
        "软件",
        "数据",
        "安全",
        "密码",
        "财务造价",
        "法律",
        "业务",
    ]


@pytest.mark.parametrize("who", POSTS)
def test_the_pool_by_role(city, client, who):
    sign_in(client, city.posts[who])
    office = who in ("office_clerk", "office_leader")
    assert client.get(reverse("experts:expert_list")).status_code == (200 if office else 403)
    assert client.get(reverse("experts:expert_create")).status_code == (200 if who == "office_clerk" else 403)
    assert client.get(reverse("experts:my_seats")).status_code == (200 if who == "expert" else 403)


def test_the_list_asks_the_same_for_one_and_for_three(city, client):
    make_expert(city.pool, 1)
    sign_in(client, city.office_clerk)
    page = reverse("experts:expert_list")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    make_expert(city.pool, 2)
    make_expert(city.pool, 3)
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(three) == len(one)


def test_filters(city, client):
    make_expert(city.pool, 1, employer="川北医院", codes=("law",))
    make_expert(city.pool, 2, employer="川北大学", codes=("data",))
    sign_in(client, city.office_leader)
    page = reverse("experts:expert_list")
    assert [e.employer for e in client.get(page, {"field": "law"}).context["experts"]] == ["川北医院"]
    assert [e.employer for e in client.get(page, {"q": "大学"}).context["experts"]] == ["川北大学"]
    assert len(client.get(page, {"q": "川北"}).context["experts"]) == 2


def test_the_clerk_adds_and_changes_an_expert(city, client):
    user = User.objects.create_user("new_expert", password="test-2026-gy", display_name="新专家")
    Post.objects.create(user=user, role=Role.EXPERT, organisation=city.pool)
    sign_in(client, city.office_clerk)
    fields = [field.pk for field in Field.objects.filter(code__in=("law", "data"))]
    data = {"employer": "川北大学", "title": "教授", "fields": fields}
    assert client.post(reverse("experts:expert_create"), data).status_code == 200
    assert client.post(reverse("experts:expert_create"), {**data, "user": user.pk}).status_code == 302
    expert = Expert.objects.get(user=user)
    assert expert.field_names() == "数据、法律"
    page = reverse("experts:expert_edit", args=[expert.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {**data, "county": "剑阁县", "status": "suspended"}).status_code == 302
    changes = AuditContent.objects.get(action="change_expert").changes
    assert changes == {"county": ["", "剑阁县"]}
    assert Expert.objects.available().exists(), "the status moves by its steps alone"
    with pytest.raises(Forbidden):
        save_expert(expert=expert, fields=[], post=city.office_leader)


def test_only_those_in_office_are_available(city):
    first, second, third = make_pool(city.pool, 3)
    second.user.is_active = False
    second.user.save()
    post = Post.objects.get(user=third.user)
    post.valid_to = post.valid_from = post.valid_from.replace(year=2020)
    post.save()
    assert list(Expert.objects.available()) == [first]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("广元市交通运输局", "广元市交通运输局信息科", True),
        ("四川某（集团）公司", "四川某(集团)公司", True),
        ("广元市教育局", "广元市交通运输局", False),
        ("", "广元市教育局", False),
        ("市局", "某市局", False),
    ],
)
def test_names_of_units(one, other, same):
    assert same_name(one, other) is same
