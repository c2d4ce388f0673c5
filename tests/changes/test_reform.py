"""机构改革: bodies are renamed and merged, and what was theirs moves."""

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import Role
from changes.models import Reform
from changes.moves import MOVES, STAYS
from changes.services import enter_reform
from infrastructure.models import RunningSystem
from projects.models import Project
from tests.factories import Hands, again, bring, make_org, make_post, make_project, signed_in
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_every_field_that_names_a_body_moves_or_stays_for_a_reason():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Organisation
    }
    assert named == {*MOVES, *STAYS}
    assert not set(MOVES) & set(STAYS)


def merge(old, into, kind="merge", **fields):
    admin = make_post(Role.SYSTEM_ADMIN)
    day = timezone.localdate()
    data = {"kind": kind, "into": into, "new_name": "", "new_short_name": "", "basis": "广委发〔2026〕3号", **fields}
    return enter_reform(fields={"organisation": old, "effective_on": day, **data}, post=admin)


@pytest.fixture
def security(db):
    return make_post(Role.SECURITY_ADMIN)


def test_a_merged_body_takes_its_projects_systems_and_posts_along(security):
    project = bring(make_project(), "listed")
    old, into = project.unit, make_org("广元市数据局")
    hands = Hands(project)
    ended = make_project(hands.applicant)
    perform(ended, "withdraw", post=hands.applicant, reason="不再需要")
    RunningSystem.objects.create(unit=old, name="运政系统")
    theirs = RunningSystem.objects.create(unit=old, name="门户网站")
    RunningSystem.objects.create(unit=into, name="门户网站")
    reform = perform(merge(old, into), "carry_out", post=security)
    assert (again(project).unit, again(ended).unit) == (into, into)
    assert set(into.running_systems.values_list("name", flat=True)) == {"运政系统", "门户网站"}
    assert again(theirs).unit == old
    assert reform.moved["项目"] == 2
    assert reform.left == ["运行系统“门户网站”：广元市数据局已有同样的一项，保留在原单位"]
    event = AuditEvent.objects.filter(thread_id=project.pk, content__action="amend").latest("pk")
    assert event.content.changes["unit_id"] == [str(old.pk), str(into.pk)]
    # The people act for the new body; what they did stands under the old post.
    post = Post.objects.get(user=hands.applicant.user, role=Role.APPLICANT, valid_to=None)
    assert post.organisation == into
    assert again(project.application).created_by_id == again(project).created_by_id == hands.applicant.pk
    assert Project.objects.visible_to(post).filter(pk=project.pk).exists()
    perform(again(project), "apply_pre_review", post=post)
    old = again(old)
    assert (old.ended_on, old.successor) == (timezone.localdate(), into)
    assert old not in Organisation.objects.standing()


def test_a_renamed_body_keeps_its_papers_name_and_its_history(security):
    unit = make_project().unit
    names = {"new_name": "广元市交通运输和物流局", "new_short_name": "市交通物流局"}
    perform(merge(unit, None, "rename", **names), "carry_out", post=security)
    assert again(unit).name == "广元市交通运输和物流局"
    assert unit.former_names.get().name == "广元市交通运输局"


def test_whoever_entered_it_does_not_carry_it_out_and_powers_are_not_merged_away(security):
    old, into = make_org("广元市科技局"), make_org("广元市数据局")
    reform = merge(old, into)
    both = Post.objects.create(
        user=reform.created_by.user, role=Role.SECURITY_ADMIN, organisation=security.organisation
    )
    with pytest.raises(Forbidden, match="两人分办"):
        perform(reform, "carry_out", post=both)
    finance = make_post(Role.FINANCE).organisation
    with pytest.raises(RuleViolation) as refusal:
        perform(merge(finance, into), "carry_out", post=security)
    assert [verdict.rule.code for verdict in refusal.value.verdicts] == ["reform.powers"]


def test_the_pages_of_a_reform(security):
    admin = signed_in(make_post(Role.SYSTEM_ADMIN))
    old, into = make_org("广元市科技局"), make_org("广元市数据局")
    data = {"organisation": old.pk, "kind": "merge", "basis": "广委发〔2026〕3号", "effective_on": "2026-01-05"}
    wrong = admin.post("/changes/reforms/new/", {**data, "into": old.pk})
    assert (wrong.status_code, "请选择并入的另一个单位" in wrong.content.decode()) == (200, True)
    assert admin.post("/changes/reforms/new/", {**data, "into": into.pk}).status_code == 302
    reform = Reform.objects.get()
    client = signed_in(security)
    assert client.post(reform.step_url("carry_out")).status_code == 302
    assert "没有需要转入的事项" in client.get(reform.get_absolute_url()).content.decode()
    assert "并入广元市数据局" in client.get("/changes/reforms/").content.decode()
    assert signed_in(make_post(Role.APPLICANT)).get("/changes/reforms/").status_code == 403
