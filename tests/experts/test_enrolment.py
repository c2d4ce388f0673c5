"""Into the pool and out of it; sealed numbers; what experts keep; figures with their cases."""

import datetime
import io

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import Post, User
from accounts.roles import Role
from experts.figures import figures_of
from experts.models import Absence, Employment, Enrolment, Expert, Field, Seat, SeatEvaluation, Tie
from experts.sealing import mask, seal, unseal
from experts.services import convene
from projects.models import Project
from tests.city import POSTS
from tests.experts.pool import make_expert, make_pool, post_of
from tests.factories import make_project
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import AuditContent, AuditEvent

ID, ACCOUNT = "510802198001011234", "6222021234567890"


def as_(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def new_person(city, name="candidate") -> Post:
    user = User.objects.create_user(name, password="test-2026-gy", display_name="候选人")
    return Post.objects.create(user=user, role=Role.EXPERT, organisation=city.pool)


def data(**more):
    fields = [field.pk for field in Field.objects.filter(code__in=("govdata", "security"))]
    return {"employer": "川北大学", "rank_title": "教授", "fields": fields, "statement": "数据治理", **more}


def test_one_applies_the_clerk_checks_the_leader_enrols(city, client):
    person = new_person(city)
    assert as_(client, person).post(reverse("experts:enrolment_create"), data()).status_code == 302
    found = Enrolment.objects.get()
    assert (found.source, found.name, found.user) == ("self", "候选人", person.user)
    with pytest.raises(Forbidden):
        perform(found, "pass_check", post=city.office_leader)
    found = perform(found, "pass_check", post=city.office_clerk)
    found = perform(found, "enrol", post=city.office_leader)
    expert = Expert.objects.get(user=person.user)
    assert found.expert == expert
    assert expert.term_until == timezone.localdate() + relativedelta(years=3)
    assert expert.as_candidate().fields == ("data", "govdata", "security"), "a branch counts for the field above it"
    assert expert in Expert.objects.available()
    assert client.post(reverse("experts:enrolment_create"), data()).status_code == 200, "already in the pool"


def test_a_unit_nominates_and_sees_its_own(city, client):
    page = reverse("experts:enrolment_create")
    assert as_(client, city.applicant).post(page, data(name="李教授")).status_code == 302
    found = Enrolment.objects.get()
    for who, status in (("unit_leader", 200), ("stranger", 404), ("office_clerk", 200), ("expert", 404), ("drc", 403)):
        assert as_(client, city.posts[who]).get(found.get_absolute_url()).status_code == status, who
    found = perform(found, "pass_check", post=city.office_clerk)
    as_(client, city.office_leader)
    assert client.post(found.step_url("enrol"), {}).status_code == 422, "an account is wanted"
    free = new_person(city)
    assert client.post(found.step_url("enrol"), {"user": free.user.pk}).status_code == 302
    assert Expert.objects.get(user=free.user).employer == "川北大学"


def test_refused_with_a_reason(city):
    found = Enrolment.objects.create(
        source="unit", name="某", employer="某", rank_title="工程师", created_by=city.applicant
    )
    perform(found, "refuse", post=city.office_clerk, reason="职称不符合要求")
    assert Enrolment.objects.get().state == "refused"
    assert not Expert.objects.exists()


def workbook(*rows) -> io.BytesIO:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    file.name = "专家.xlsx"
    return file


HEAD = ("姓名", "工作单位", "职称", "领域", "联系电话", "县区")


def test_a_list_is_taken_whole_or_not_at_all(city, client, monkeypatch):
    as_(client, city.office_clerk)
    page = reverse("experts:enrolment_import")
    good = ("张三", "川北大学", "教授", "数据、安全", 13900000000, "")
    answer = client.post(page, {"file": workbook(HEAD, good, ("李四", "", "教授", "炼金", "", ""))})
    assert "第 3 行 缺工作单位" in answer.content.decode()
    assert not Enrolment.objects.exists()
    assert client.post(page, {"file": workbook(HEAD, good, ("李四", "川南大学", "教授", "法律"))}).status_code == 302
    assert list(Enrolment.objects.order_by("name").values_list("source", "state")) == [("list", "applied")] * 2
    broken = io.BytesIO(b"PK\x03\x04 no book")
    broken.name = "x.xlsx"
    assert "文件打不开" in client.post(page, {"file": broken}).content.decode()
    monkeypatch.setattr("experts.services.enrolments.MOST_ROWS", 2)
    assert "一次最多导入 2 行" in client.post(page, {"file": workbook(HEAD, good, good, good)}).content.decode()
    assert Enrolment.objects.count() == 2


def test_status_moves_by_steps_and_draws_follow(city):
    expert = make_expert(city.pool, 1)
    expert = perform(expert, "suspend", post=city.office_clerk, reason="出国访学")
    assert not Expert.objects.available().exists()
    expert = perform(expert, "resume", post=city.office_clerk)
    perform(expert, "renew", post=city.office_clerk, data={"term_until": timezone.localdate()})
    assert Expert.objects.available().exists()
    Expert.objects.update(term_until=timezone.localdate() - datetime.timedelta(days=1))
    assert not Expert.objects.available().exists(), "the term is over"
    expert = perform(expert, "retire", post=city.office_clerk, reason="年满七十")
    with pytest.raises(Forbidden):
        perform(expert, "rejoin", post=city.office_clerk)
    assert perform(expert, "rejoin", post=city.office_leader).status == "active"


def test_nobody_retires_who_sits(city):
    make_pool(city.pool, 5)
    when = timezone.now() + datetime.timedelta(days=2)
    panel = convene(
        project=make_project(),
        purpose="plan_review",
        meeting_at=when,
        place="三楼",
        size=5,
        quotas={},
        post=city.office_clerk,
    )
    with pytest.raises(RuleViolation, match="正在参加 1 场评审"):
        perform(panel.seats.first().expert, "retire", post=city.office_clerk, reason="x")


def test_sealed_numbers_are_masked_and_each_look_is_written_down(city, client):
    expert = make_expert(city.pool, 1)
    own, page = post_of(expert), expert.get_absolute_url()
    numbers = reverse("experts:expert_numbers", args=[expert.pk])
    opening = reverse("experts:expert_number_open", args=[expert.pk])
    refused = as_(client, own).post(numbers, {"id_number": "123"})
    assert (refused.status_code, 'value="123"' in refused.content.decode()) == (422, True), "what was typed stays"
    assert Expert.objects.get().id_number == ""
    client.post(numbers, {"id_number": ID, "bank": "建设银行广元分行", "account": ACCOUNT})
    stored = Expert.objects.get()
    assert ID not in stored.id_number
    assert unseal(stored.id_number) == ID
    assert stored.id_number != seal(ID), "never the same twice"
    for post in (own, city.office_clerk):
        text = as_(client, post).get(page).content.decode()
        assert ID not in text
        assert mask(ID) in text
    assert ACCOUNT not in as_(client, city.office_leader).get(page).content.decode()
    assert mask(ACCOUNT) not in client.get(page).content.decode()
    assert client.post(opening, {"name": "account"}).status_code == 403
    answer = as_(client, city.office_clerk).post(opening, {"name": "account"})
    assert ACCOUNT in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert client.post(opening, {"name": "password"}).status_code == 403
    looks = AuditEvent.objects.filter(content__action="open_number")
    assert [(e.user, e.content.label) for e in looks] == [(city.office_clerk.user, "查看银行账号")]
    trail = str(list(AuditContent.objects.values()))
    assert ID not in trail
    assert ACCOUNT not in trail


def test_experts_keep_what_they_know_of_themselves(city, client):
    expert, other = make_pool(city.pool, 2)
    as_(client, post_of(expert))
    add = {
        "employment": {"employer": "广元市交通运输局", "began_on": "2015-01-01", "ended_on": "2020-01-01"},
        "tie": {"kind": "kinship", "name": "四川某监理有限公司"},
        "absence": {"starts_on": "2026-12-01", "ends_on": "2026-12-05", "reason": "授课"},
    }
    for kind, fields in add.items():
        assert client.post(reverse(f"experts:expert_{kind}", args=[expert.pk]), fields).status_code == 302
        assert client.post(reverse(f"experts:expert_{kind}", args=[other.pk]), fields).status_code == 404
    backwards = {"starts_on": "2026-12-05", "ends_on": "2026-12-01"}
    refused = client.post(reverse("experts:expert_absence", args=[expert.pk]), backwards)
    assert (refused.status_code, 'value="2026-12-05"' in refused.content.decode()) == (422, True)
    assert 'data-message="error"' in refused.content.decode()
    assert (Employment.objects.count(), Tie.objects.count(), Absence.objects.count()) == (1, 1, 1)
    text = client.get(expert.get_absolute_url()).content.decode()
    assert "四川某监理有限公司" in text
    assert client.get(other.get_absolute_url()).status_code == 404
    row = Absence.objects.get()
    assert client.post(reverse("experts:expert_absence_drop", args=[expert.pk]), {"row": row.pk}).status_code == 302
    assert not Absence.objects.exists()
    assert AuditContent.objects.filter(action="drop_own").count() == 1
    contact = {"phone": "13900001111", "languages": "汉语、英语", "title": "院士"}
    for one, status in ((expert, 302), (other, 404)):
        assert client.post(reverse("experts:expert_contact", args=[one.pk]), contact).status_code == status
    expert.refresh_from_db()
    assert (expert.phone, expert.languages, expert.title) == ("13900001111", "汉语、英语", "高级工程师")
    assert AuditContent.objects.filter(action="keep_contact").count() == 1
    clerk = as_(client, city.office_clerk).post(reverse("experts:expert_contact", args=[expert.pk]), contact)
    assert clerk.status_code == 403, "the clerk has the whole entry"


def test_figures_say_nothing_of_few_cases(city, client):
    expert = make_pool(city.pool, 5)[0]
    for number in range(5):
        panel = convene(
            project=make_project(),
            purpose="plan_review",
            meeting_at=timezone.now() + datetime.timedelta(days=number),
            place="三楼",
            size=5,
            quotas={},
            post=city.office_clerk,
        )
        seat = panel.seats.get(expert=expert)
        if number == 4:
            perform(seat, "decline", post=post_of(expert), reason="出差")
        else:
            perform(seat, "accept", post=post_of(expert))
        figures = {one.label: one for one in figures_of(expert)}
        if number == 3:
            assert figures["应邀率"].shown == "不足 5 次，不作统计"
    assert (figures["应邀率"].shown, figures["应邀率"].cases) == ("80%", 5)
    assert figures["参加评审"].shown == "0 次"
    assert as_(client, city.office_clerk).get(expert.get_absolute_url()).status_code == 200
    Project.objects.update(submitted_at=timezone.now())
    evaluate = reverse("experts:seat_evaluate", args=[Seat.objects.first().pk])
    assert client.post(evaluate, {"marks": 5}).status_code == 409, "not over yet"
    assert not SeatEvaluation.objects.exists()


@pytest.mark.parametrize("who", POSTS)
def test_pages_by_role(city, client, who):
    expert = make_expert(city.pool, 1)
    as_(client, city.posts[who])
    office, unit = who in ("office_clerk", "office_leader"), who in ("applicant", "unit_leader", "stranger")
    unit = unit or who == "strange_leader"
    assert client.get(expert.get_absolute_url()).status_code == (200 if office else 404 if who == "expert" else 403)
    lists = office or unit or who == "expert"
    assert client.get(reverse("experts:enrolment_list")).status_code == (200 if lists else 403)
    assert client.get(reverse("experts:enrolment_create")).status_code == (200 if unit or who == "expert" else 403)
    assert client.get(reverse("experts:enrolment_import")).status_code == (200 if who == "office_clerk" else 403)
