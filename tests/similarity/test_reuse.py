"""Results that fit a new application are shown to whoever writes and judges it (article 15)."""

import random

import pytest

from accounts.roles import Role
from results.models import Result
from similarity.reuse import fitting
from tests import factories as make
from tests.similarity.projects import FOREST_AGAIN, LIBRARY, hand_in
from workspace.demo.texts import SUBJECTS, application_fields

pytestmark = pytest.mark.django_db


def result(project, name, summary, **more):
    return Result.objects.create(
        project=project, kind="code", name=name, owner="unit", basis="合同第九条", summary=summary, reusable=True,
        registered_by=make.Hands(project).applicant, **more,
    )  # fmt: skip


@pytest.fixture
def owner():
    return make.submit_application(make.make_project())


def fits(project):
    return [fit.result for fit in fitting(project, make.Hands(project).applicant)]


def test_a_new_application_is_shown_results_that_fit(owner):
    good = result(owner, "统一受理组件", "窗口统一受理、汇聚数据")
    result(owner, "林区防火监测算法", "红外影像识别火点")
    secret = make.submit_application(make.make_project())
    type(secret).objects.filter(pk=secret.pk).update(is_classified=True)
    result(secret, "统一受理组件甲", "窗口统一受理")
    new = make.make_project(make.make_post(Role.APPLICANT, make.make_org("广元市教育局")))
    assert fits(new) == [good]
    page = make.signed_in(make.Hands(new).applicant).get(new.get_absolute_url()).content.decode()
    assert 'data-advice="results"' in page
    assert "统一受理组件甲" not in page
    assert fits(owner) == []  # what it brought forth itself


def test_a_result_in_other_words_fits_and_a_phrase_of_every_paper_does_not(owner):
    fire = result(
        owner, "林火视频识别组件", "高点摄像头接入、烟雾和火点自动识别、告警推送，可部署到政务云，提供标准接口。"
    )
    desk = result(
        owner, "自助借阅组件", "图书标签盘点、自助借还、读者证办理和座位预约，可部署到政务云，提供标准接口。"
    )
    result(owner, "通用底座", "可部署到政务云，提供标准接口，支持统计分析。")
    assert fits(hand_in(FOREST_AGAIN, unit="广元市应急管理局")) == [fire]
    assert fits(hand_in(LIBRARY, unit="广元市文化局")) == [desk]


def test_applications_of_the_demonstration_find_components_of_their_kind(owner):
    """A component out of one project of each field: shown to others of the field, and seldom to strangers."""
    kinds = {}
    for key in ("jtj", "dag", "hbj", "mzj", "wlj", "jyj"):
        name, _, what = SUBJECTS[key].modules[1].partition("：")
        kinds[result(owner, f"{name}组件", what)] = key
    own, strange, chance = 0, 0, random.Random(2)
    for key in set(kinds.values()):
        subject = SUBJECTS[key]
        for row in subject.names[:3]:
            fields = application_fields(chance, subject, row[0], "application", "", "")
            project = hand_in({"name": row[0], "goals": fields["goals"], "content": fields["content"]})
            found = {kinds[one] for one in fits(project)}
            own += key in found
            strange += len(found - {key})
    assert own >= 9, own  # of 18; not each application has the module
    assert strange <= 4, strange
