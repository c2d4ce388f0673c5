"""Security in step with acceptance and operation (11), an agent for the major (14), pictures of the place (12)."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from building.rules import is_major, lacks
from tests import factories as make
from workflow.engine import perform
from workflow.models import Parameter

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


@pytest.fixture
def project(db):
    return make.bring(make.make_project(), "listed")


@pytest.fixture
def hands(project):
    return make.Hands(project)


def whole(**more):
    today = timezone.localdate()
    return {
        "level": "3", "filed_on": today, "filing_number": "51080026001", "assessed_on": today, "outcome": "good",
        "assessor": "某测评中心", "crypto_on": today, "crypto_assessor": "某密评机构", "crypto": "met", **more,
    }  # fmt: skip


def test_what_security_still_lacks_is_said_until_it_is_there(project, hands):
    assert lacks(project) == ["等保备案证明", "等保测评", "密码应用安全性评估", "网络关键设备和安全产品清单"]
    client, url = make.signed_in(hands.applicant), project.step_url("record_security")
    answer = client.post(url, {"level": "3", "filed_on": timezone.localdate()})
    assert answer.status_code == 422
    assert "一并填写" in answer.content.decode()
    assert client.post(url, whole(outcome="bad", crypto="not")).status_code == 302
    assert lacks(make.again(project)) == [
        "合格的等保测评（测评结论为差）", "合格的密码评估（结论为不符合）", "网络关键设备和安全产品清单",
    ]  # fmt: skip
    assert client.post(url, whole()).status_code == 302
    day = timezone.localdate()
    line = {
        "name_1": "防火墙",
        "model_1": "某型",
        "certificate_1": "CCRC-1",
        "valid_until_1": day - datetime.timedelta(1),
    }
    assert client.post(project.step_url("list_equipment"), line).status_code == 302
    assert "“防火墙”的有效证书" in lacks(make.again(project))[0]
    line["valid_until_1"] = day
    assert client.post(project.step_url("list_equipment"), line).status_code == 302
    assert lacks(make.again(project)) == []
    page = client.get(f"{project.get_absolute_url()}?tab=building").content.decode()
    assert 'data-security="whole"' in page
    assert "CCRC-1" in page


def test_a_lower_level_asks_for_less(project, hands):
    perform(project, "record_security", post=hands.applicant, data={"level": "1"})
    assert lacks(make.again(project)) == []
    perform(project, "record_security", post=hands.applicant, data={"level": "2", "no_key_equipment": True})
    assert lacks(make.again(project)) == ["等保备案证明"]


def test_an_assessment_of_more_than_a_year_ago_keeps_a_system_out_of_use(project, hands):
    perform(project, "record_security", post=hands.applicant, data=whole(no_key_equipment=True))
    assert "security.running" not in findings(project, "put_in_use", hands.applicant)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=367), tick=False):
        assert "security.running" in findings(project, "put_in_use", hands.applicant)


def test_a_level_is_assessed_by_the_rule_of_the_projects_day_and_nothing_falls_over_what_is_not_assessed(
    project, hands
):
    data = {"level": "2", "filed_on": timezone.localdate(), "filing_number": "1", "no_key_equipment": True}
    perform(project, "record_security", post=hands.applicant, data=data)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        Parameter.objects.create(
            key="security.assessed_from", value=2, valid_from=timezone.localdate(), source="测试", unit="级"
        )
        assert "security.running" not in findings(project, "put_in_use", hands.applicant)
    # Whatever was in force first judges what is older; and who files later than they assess is told, too.
    Parameter.objects.filter(key="security.filed_from").update(value=4)
    Parameter.objects.filter(key="security.assessed_from").update(value=2)
    assert "security.running" in findings(project, "put_in_use", hands.applicant)


def findings(project, step, post):
    from workflow.machines import machine_of
    from workflow.rules import judge_all

    rules = machine_of(project).by_name[step].rules
    return {one.rule.code for one in judge_all(rules, make.again(project), post, {}) if one.blocks}


def test_a_major_project_has_an_agent_or_an_accepted_reason(project, hands):
    assert "build.agent" not in findings(project, "start_build", hands.applicant)
    perform(project, "mark_major", post=hands.leader, data={"why": "市政府重点工程"})
    assert is_major(make.again(project))
    assert "build.agent" in findings(project, "start_build", hands.applicant)
    perform(project, "ask_agency_waiver", post=hands.applicant, data={"why": "自有技术力量"})
    assert "build.agent" in findings(project, "start_build", hands.applicant)
    waiver = make.again(project).agency_waivers.get()
    perform(waiver, "accept", post=hands.leader)
    assert "build.agent" not in findings(project, "start_build", hands.applicant)


def test_pictures_show_the_place(project, hands):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET stage = 'building', build_started_at = now(), plan_approved_at = now()"
            " WHERE id = %s",
            [project.pk],
        )
    client, url = make.signed_in(hands.applicant), project.step_url("add_photos")
    typed = {"caption": "机柜上架", "taken_on": timezone.localdate()}
    wrong = {**typed, "pictures": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}
    assert client.post(url, wrong).status_code == 422
    named = {**typed, "pictures": SimpleUploadedFile("a.jpg", "不是图片".encode())}
    refused = client.post(url, named)
    assert refused.status_code == 422
    assert "文件“a.jpg”的内容不是可以接收的类型" in refused.content.decode()
    assert "机柜上架" in refused.content.decode()
    both = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n])) for n in (1, 2)]
    assert client.post(url, {**typed, "pictures": both}).status_code == 302
    assert project.photos.count() == 2
    page = client.get(f"{project.get_absolute_url()}?tab=building").content.decode()
    assert page.count("<img") >= 2
    assert "机柜上架" in page
    stranger = make.make_post("applicant", make.make_org("广元市教育局"))
    assert make.signed_in(stranger).get(project.photos.first().picture.get_absolute_url()).status_code == 404
