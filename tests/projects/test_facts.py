"""The database itself refuses what the regulation forbids; ends close what was open; the way is drawn from facts."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from projects import queries
from projects.paths import Path
from tests import factories as make
from tests.journey import Journey
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import Submission

pytestmark = pytest.mark.django_db


def sql(project, assignment, constraint):
    """A raw UPDATE that must run against a constraint of that name."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE projects_project SET {assignment} WHERE id = %s", [project.pk])


@pytest.mark.parametrize(
    ("assignment", "constraint"),
    [
        ("in_use_at = now()", "article_12|第十二条"),
        ("approved_at = now()", "article_10|第十条"),
        ("build_started_at = now()", "article_11_no_build_without_plan"),
        ("budget_sum = 1, contract_sum = 1.01", "article_22_contract_within_budget"),
        ("stage = 'building'", "project_building_has_date"),
        ("stage = 'terminated'", "project_ended_has_date"),
        (
            "stage = 'filed', accepted_at = now(), certificate_number = 'x'",
            "project_(filed_has_number|building_has_date)",
        ),
    ],
)
def test_the_database_refuses(assignment, constraint):
    sql(make.make_draft(), assignment, constraint)


def test_one_open_pre_review_a_project():
    project = make.bring(make.make_project(), "listed")
    make.open_pre_review(project)
    with pytest.raises(RuleViolation, match="预审申请已在办理中"):
        make.open_pre_review(project)
    with pytest.raises(IntegrityError, match="one_open_pre_review"), transaction.atomic():
        project.prereviews.create(attempt=2)


def offered(project, post):
    return {item.step.name for item in queries.merged_panel([make.again(project)], post)}


def test_what_is_under_way_or_done_is_offered_no_more_and_lacks_nothing():
    project = make.bring(make.make_project(), "listed")
    applicant = make.Hands(project).applicant
    assert "apply_pre_review" in offered(project, applicant)
    make.open_pre_review(project)
    assert "apply_pre_review" not in offered(project, applicant)
    # The page of another tab, still open: the reason, and nothing happens twice.
    answer = make.signed_in(applicant).post(project.step_url("apply_pre_review"))
    assert answer.status_code == 422
    assert "预审申请已在办理中" in answer.content.decode()


def test_a_filing_under_way_and_a_system_in_use_are_not_asked_for_again(city):
    journey = Journey(city, Path.PROCUREMENT)
    journey.to("accepted")
    project, applicant = journey.project, city.applicant
    assert {"apply_filing", "put_in_use"} <= offered(project, applicant)
    perform(project, "apply_filing", post=applicant)
    perform(make.again(project), "put_in_use", post=applicant)
    assert not {"apply_filing", "put_in_use"} & offered(project, applicant)
    for name, words in (("apply_filing", "已在办理中"), ("put_in_use", "投入使用")):
        with pytest.raises(RuleViolation, match=words):
            perform(make.again(project), name, post=applicant)


def test_one_approved_list_a_project():
    project = make.bring(make.make_project(), "listed")
    other = make.make_list(year=timezone.localdate().year + 1)
    with pytest.raises(IntegrityError, match="project_on_one_approved_list"), transaction.atomic():
        other.lines.create(project=project, total=1, this_year=1, decision="approved")


def test_numbers_of_projects_go_on():
    first, second = make.make_draft(), make.make_draft()
    assert int(second.number[-5:]) > int(first.number[-5:])


@pytest.mark.parametrize(("step", "who"), [("withdraw", "applicant"), ("terminate", "leader")])
def test_an_end_closes_what_was_open(step, who):
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    perform(project, step, post=getattr(make.Hands(project), who), reason="机构改革，职能划转")
    assert make.again(pre_review).state == "closed"
    assert make.again(project).ended_at


def test_a_draft_that_is_withdrawn_closes_its_application():
    project = make.submit_application(make.make_project())
    perform(project, "withdraw", post=make.Hands(project).applicant, reason="不再需要")
    assert make.again(project.application).state == "closed"


def test_an_end_states_its_reason():
    project = make.make_project()
    with pytest.raises(Forbidden, match="必须写明理由"):
        perform(project, "withdraw", post=make.Hands(project).applicant, reason=" ")


def test_every_attempt_is_kept_with_its_outcome():
    project = make.submit_application(make.make_project())
    hands = make.Hands(project)
    perform(make.again(project.application), "return_for_papers", post=hands.clerk, reason="可研缺少论证意见")
    make.submit_application(make.again(project))
    kept = list(Submission.objects.about(project.application).values_list("number", "outcome", "reason"))
    assert kept == [(1, "退回补正", "可研缺少论证意见"), (2, "", "")]
    assert queries.submissions(project)[0].kind_label == "项目申报表"


# --- the way ---------------------------------------------------------------------------------------------------------


def states(project):
    return {stop.label: stop.state for stop in queries.stops(make.again(project))}


def test_the_way_of_a_tender():
    project = make.make_draft(path=Path.TENDER)
    assert [stop.label for stop in queries.stops(project)] == [
        "申报",
        "入库",
        "年度清单",
        "预审",
        "方案评审",
        "立项审批",
        "招标备案",
        "建设",
        "项目验收",
        "备案",
    ]
    assert states(project)["申报"] == "current"


def test_plan_review_and_approval_go_together():
    project = make.bring(make.make_project(), "pre_approved")
    found = states(project)
    assert (found["方案评审"], found["采购核准"], found["建设"]) == ("current", "current", "todo")
    found = states(make.pass_gate(project))
    assert (found["方案评审"], found["采购核准"], found["建设"]) == ("current", "done", "todo")
    assert states(make.approve_plan(make.again(project)))["建设"] == "current"


def test_an_ended_way_says_where():
    project = make.bring(make.make_project(), "library")
    perform(project, "withdraw", post=make.Hands(project).applicant, reason="不再需要")
    found = states(project)
    assert (found["入库"], found["年度清单"], found["预审"]) == ("done", "ended", "skipped")


# --- papers ----------------------------------------------------------------------------------------------------------


def test_the_papers_say_what_was_decided():
    project = make.bring(make.make_project(path=Path.TENDER), "pre_approved")
    paper = project.documents.get(kind="pre_approval")
    assert paper.context["list_line"] == 1
    assert paper.context["next_body"] == "广元市发展和改革委员会"
    assert Decimal(paper.context["amount"]) == project.reviewed_sum
    assert len(paper.context["conditions"]) == 7
    approved = project.current_line().annual_list
    lines = approved.documents.get(kind="annual_list").context["lines"]
    assert [line["name"] for line in lines] == [project.name]


def test_a_refusal_names_the_conditions():
    project = make.bring(make.make_project(), "listed")
    hands = make.Hands(project)
    pre_review = make.judge_all(make.submit_pre_review(make.open_pre_review(project)), c1_2="no")
    pre_review = perform(pre_review, "pass_check", post=hands.clerk)
    perform(pre_review, "refuse", post=hands.leader, reason="未利用共享平台")
    context = project.documents.get(kind="refusal").context
    assert [item["article"] for item in context["failed"]] == ["第十条"]
    assert context["reason"] == "未利用共享平台"
