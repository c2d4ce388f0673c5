"""Breaches are recorded with their true dates at every gate and followed until closed (mission.md)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from documents.models import Attachment, Document
from oversight.models import Breach
from projects.models import Project
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def facts(**more):
    return {
        "kind": "emergency",
        "happened_on": days(-40),
        "facts": "洪水冲毁机房，抢险中先行采购服务器。",
        "instructed_by": "市长",
        "instructed_on": days(-39),
        "remedy": "补办预审和采购核准。",
        "due_on": days(10),
        **more,
    }


@pytest.fixture
def project():
    return make.bring(make.make_project(), "submitted")


@pytest.fixture
def breach(project):
    perform(project, "record_breach", post=make.make_post(Role.OFFICE_CLERK), data=facts())
    return project.breaches.get()


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.FINANCE, Role.APPLICANT])
def test_each_body_records_at_its_gate_and_leaders_hear_of_it(project, role):
    group = make.make_post(Role.LEADING_GROUP)
    post = make.Hands(project).applicant if role == Role.APPLICANT else make.make_post(role)
    answer = make.signed_in(post).post(project.step_url("record_breach"), facts())
    breach = project.breaches.get()
    assert answer["Location"] == breach.get_absolute_url()
    assert (breach.happened_on, breach.state) == (days(-40), "open")
    assert Notice.objects.filter(user=group.user, text__contains="应急抢险").exists()
    assert "应急抢险" in make.signed_in(group).get("/oversight/").content.decode()
    assert project.approved_at is None, "a breach is no approval"


def test_dates_are_true_and_an_instruction_has_its_day(project):
    client = make.signed_in(make.make_post(Role.OFFICE_CLERK))
    assert client.post(project.step_url("record_breach"), facts(happened_on=days(1))).status_code == 422
    assert client.post(project.step_url("record_breach"), facts(instructed_on="")).status_code == 422
    assert client.post(project.step_url("record_breach"), facts(due_on=days(-1))).status_code == 422
    assert not Breach.objects.exists()


def test_the_instruction_is_scanned_and_the_remedy_checked_before_it_closes(breach):
    hands = make.Hands(breach.project)
    assert breach.may_attach(breach.created_by)
    make.attach(breach, "instruction", breach.created_by)
    with pytest.raises(Forbidden):
        perform(breach, "report_remedy", post=make.make_post(Role.APPLICANT, make.make_org("广元市教育局")), data={})
    breach = perform(breach, "report_remedy", post=hands.applicant, data={"remedy_done": "已补办预审"})
    breach = perform(breach, "send_back", post=hands.clerk, reason="还缺采购核准")
    breach = perform(breach, "report_remedy", post=hands.applicant, data={"remedy_done": "已补办采购核准"})
    breach = perform(breach, "close", post=hands.leader, data={"conclusion": "手续齐全"})
    assert (breach.state, breach.may_attach(hands.applicant)) == ("closed", False)
    page = make.signed_in(hands.leader).get(breach.get_absolute_url()).content.decode()
    assert "手续齐全" in page
    assert "市长" in page


def test_the_unit_touches_neither_the_instruction_nor_the_proof_against_it(breach):
    hands, recorder = make.Hands(breach.project), breach.created_by
    proof, instruction = (make.attach(breach, slot, recorder) for slot in ("proof", "instruction"))
    unit = make.signed_in(hands.applicant)
    address = reverse("documents:upload", args=["oversight", "breach", breach.pk])
    for slot, status in (("instruction", 403), ("proof", 403), ("remedy", 302)):
        answer = unit.post(address, {"slot": slot, "file": make.pdf(f"{slot}.pdf", f"of the unit {slot}")})
        assert answer.status_code == status, slot
    for file in (proof, instruction):
        assert unit.post(reverse("documents:attachment_remove", args=[file.pk])).status_code == 403
    assert Attachment.objects.current_for(breach).count() == 3
    remedy = Attachment.objects.current_for(breach).get(slot="remedy")
    page = unit.get(breach.get_absolute_url()).content.decode()
    assert (page.count("data-remove"), page.count("data-upload=")) == (1, 1)
    # Nor does the recorder take away what the unit has brought.
    desk = make.signed_in(recorder)
    assert desk.post(reverse("documents:attachment_remove", args=[remedy.pk])).status_code == 403
    assert desk.post(reverse("documents:attachment_remove", args=[proof.pk])).status_code == 302
    assert set(Attachment.objects.current_for(breach)) == {remedy, instruction}


def test_only_what_is_overdue_is_urged_by_paper(breach):
    leader = make.Hands(breach.project).leader
    with pytest.raises(RuleViolation):
        perform(breach, "urge", post=leader)
    Breach.objects.filter(pk=breach.pk).update(due_on=days(-3))
    breach = make.again(breach)
    assert [task.obj for task in inbox(leader) if task.obj == breach] == [breach]
    perform(breach, "urge", post=leader)
    paper = Document.objects.get(kind="supervision_notice")
    assert paper.number
    assert "先建后报" in paper.title
    assert [task.obj for task in inbox(leader) if task.obj == breach] == []


def test_an_ended_project_still_owes_its_remedy(breach):
    make.admit(breach.project)
    perform(breach.project, "terminate", post=make.Hands(breach.project).leader, reason="不再建设")
    assert make.again(breach).state == "open"


def test_breaches_of_a_classified_project_are_seen_by_nobody_who_may_not(breach):
    clerk = make.make_post(Role.LEADING_GROUP)
    Project.objects.filter(pk=breach.project_id).update(is_classified=True)
    client = make.signed_in(clerk)
    page = client.get("/oversight/").content.decode()
    assert breach.project.name not in page
    assert "应急抢险" not in page
    assert client.get(breach.get_absolute_url()).status_code == 404


def test_the_list_asks_as_much_for_three_as_for_one(breach):
    client = make.signed_in(make.make_post(Role.LEADING_GROUP))

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/oversight/").status_code == 200
        return len(asked)

    count()
    one = count()
    for _ in range(2):
        other = make.bring(make.make_project(), "submitted")
        perform(other, "record_breach", post=breach.created_by, data=facts())
    assert count() == one


# --- in use without acceptance (article 12) ------------------------------------------------------------------------


@pytest.fixture
def building():
    project = make.bring(make.make_project(), "submitted")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET stage = 'building', build_started_at = now() - interval '60 days',"
            " plan_approved_at = now() WHERE id = %s",
            [project.pk],
        )
    return make.again(project)


def test_a_system_that_runs_without_acceptance_is_found_by_itself_once(building):
    from infrastructure.models import RunningSystem
    from oversight.tasks import sweep_unaccepted_use

    leader = make.make_post(Role.OFFICE_LEADER)
    RunningSystem.objects.create(unit=building.unit, name="旧系统", in_use_since=days(-3))
    old = RunningSystem.objects.create(unit=building.unit, name=building.name, in_use_since=days(-400))
    assert sweep_unaccepted_use() == 0
    RunningSystem.objects.filter(pk=old.pk).update(in_use_since=days(-3))
    assert [sweep_unaccepted_use(), sweep_unaccepted_use()] == [1, 0]
    breach = building.breaches.get()
    assert (breach.kind, breach.happened_on, breach.created_by) == ("no_acceptance", days(-3), None)
    assert "申请验收" in breach.remedy
    assert breach.due_on > days(0)
    assert Notice.objects.filter(user=leader.user, text__contains="未经验收投入使用").exists()
    assert "order" in {step.name for task in inbox(leader) for step in task.steps}
    breach = perform(breach, "order", post=leader)
    paper = Document.objects.get(kind="supervision_notice")
    assert "自收到本通知之日起停止使用" in paper.context["demands"][0]
    with pytest.raises(RuleViolation, match="已于"):
        perform(breach, "order", post=leader)


def test_the_office_records_what_it_found_on_the_spot(building):
    clerk = make.make_post(Role.OFFICE_CLERK)
    client, url = make.signed_in(clerk), building.step_url("find_in_use")
    typed = {"happened_on": days(-1), "facts": "窗口已在用新系统办件。", "found_by": "现场检查"}
    answer = client.post(url, typed)
    breach = building.breaches.get()
    assert answer["Location"] == breach.get_absolute_url()
    assert client.post(url, typed).status_code == 422
    assert make.signed_in(clerk).get(breach.get_absolute_url()).status_code == 200
