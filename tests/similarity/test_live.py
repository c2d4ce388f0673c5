"""What is compared, found, asked, decided, and what a decision forbids (issue 4, section 9)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import OrgKind, Role
from projects.models import Application, Project
from sharing.models import InformationResource
from similarity import queries, tasks
from similarity.models import Entry, Likeness, SplitGroup
from similarity.rules import awaits_comparison
from similarity.services import compare, item_of
from tests import factories as make
from tests.similarity.projects import FOREST, FOREST_AGAIN, LIBRARY, SERVERS, SERVERS_AGAIN, compared, hand_in
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import Notice

pytestmark = pytest.mark.django_db
WHY = {"why": "同为林区烟火识别，仅名称不同"}


@pytest.fixture(autouse=True)
def compared_by_the_worker_only(monkeypatch):
    """As in operation; elsewhere whatever was handed in counts as compared (tests/conftest.py)."""
    monkeypatch.setattr("similarity.rules.awaits_comparison", awaits_comparison)


@pytest.fixture
def clerk():
    return make.make_post(Role.OFFICE_CLERK)


@pytest.fixture
def leader():
    return make.make_post(Role.OFFICE_LEADER)


@pytest.fixture
def pair(clerk):
    """A renamed duplicate of another unit, found by the worker."""
    first, other = hand_in(FOREST), hand_in(LIBRARY, unit="广元市文化局")
    second = hand_in(FOREST_AGAIN, unit="广元市应急管理局")
    compared(first, other, second)
    return Likeness.objects.get()


@pytest.fixture
def group(clerk):
    first, second = hand_in(SERVERS, unit="广元市政务局"), hand_in(SERVERS_AGAIN, unit="广元市政务局")
    compared(first, second)
    return SplitGroup.objects.get()


def refused(obj, step, post, data=None):
    with pytest.raises(RuleViolation) as violation:
        perform(obj, step, post=post, data=data or {})
    return {verdict.rule.code for verdict in violation.value.verdicts}


def test_a_renamed_duplicate_is_found_once_with_its_evidence(pair, clerk):
    assert (pair.earlier.name, pair.later.name) == (FOREST["name"], FOREST_AGAIN["name"])
    assert pair.predicted == "same"
    assert pair.evidence["aligned"]
    assert ["烟火"] in pair.evidence["spoken"]
    for here, *there in pair.evidence["spoken"]:
        assert here in "".join(FOREST_AGAIN.values())
        assert (there or [here])[0] in "".join(FOREST.values())
    assert Notice.objects.filter(user=clerk.user, text__contains="待判定").count() == 1
    compared(pair.later, pair.earlier)
    assert Likeness.objects.count() == 1
    assert [task.obj for task in inbox(clerk) if task.obj == pair] == [pair]


def test_the_pre_review_waits_for_the_decision_and_never_asks_again(pair, clerk, leader):
    later = make.approve_list(make.make_list(make.admit(pair.later))) and make.again(pair.later)
    pre_review = make.judge_all(make.submit_pre_review(make.open_pre_review(later)))
    assert "similarity.decided" in refused(pre_review, "pass_check", clerk, {"note": ""})
    perform(pair, "judge_different", post=clerk, data={"why": "一为林业监测，一为应急指挥"})
    compared(later)
    assert Likeness.objects.get().state == "different"
    pre_review = perform(pre_review, "pass_check", post=clerk, data={"note": "符合"})
    assert pre_review.state == "checked"


def test_a_duplicate_is_held_until_the_leader_says_why_not(pair, clerk, leader):
    later = make.approve_list(make.make_list(make.admit(pair.later))) and make.again(pair.later)
    pair = perform(pair, "judge_same", post=clerk, data=WHY)
    unit = make.Hands(later).applicant
    assert refused(later, "apply_pre_review", unit) == {"similarity.duplicate"}
    with pytest.raises(Forbidden, match="理由"):
        perform(pair, "overturn", post=leader)
    pair = perform(pair, "overturn", post=leader, reason="先报的系统已停用")
    assert pair.overturn_reason == "先报的系统已停用"
    perform(later, "apply_pre_review", post=unit)


def test_an_ended_project_holds_nobody(pair, clerk):
    perform(pair, "judge_same", post=clerk, data=WHY)
    perform(make.admit(pair.earlier), "terminate", post=make.make_post(Role.OFFICE_LEADER), reason="不再建设")
    later = make.approve_list(make.make_list(make.admit(pair.later))) and make.again(pair.later)
    perform(later, "apply_pre_review", post=make.Hands(later).applicant)


def test_a_decision_without_a_reason_is_impossible(pair, clerk):
    with pytest.raises(IntegrityError), transaction.atomic():
        perform(pair, "judge_same", post=clerk, data={"why": ""})
    client = make.signed_in(clerk)
    assert client.post(pair.step_url("judge_same"), {"why": ""}).status_code == 422
    answer = client.post(pair.step_url("judge_same"), WHY, follow=True)
    assert "已判为重复" in answer.content.decode()
    assert client.post(pair.step_url("judge_same"), WHY).status_code == 409


def test_parts_below_the_limit_are_a_group_and_stay_held_until_merged(group, clerk, leader):
    first, second = sorted(group.parts.all(), key=lambda part: part.submitted_at)
    assert (group.total, group.limit) == (1_600_000, 1_000_000)
    group = perform(group, "judge_split", post=clerk, data={"why": "同一批服务器分两次申报", "parts": [first, second]})
    first = make.approve_list(make.make_list(make.admit(first))) and make.again(first)
    unit = make.Hands(first).applicant
    assert refused(first, "apply_pre_review", unit) == {"similarity.split"}
    assert refused(group, "record_merge", clerk, {"into": first, "why": "合并"}) == {"similarity.parts_ended"}
    perform(make.admit(second), "withdraw", post=unit, reason="并入第一批")
    group = perform(make.again(group), "record_merge", post=clerk, data={"into": first})
    assert (group.state, group.merged_into) == ("merged", first)
    assert set(group.parts.all()) == {first, second}
    family = make.signed_in(clerk).get(first.get_absolute_url()).context["family"]
    assert [one.project for one in family] == [second, first]
    perform(first, "apply_pre_review", post=unit)


def test_the_officer_sees_how_the_parts_divide_and_name_each_other(group, clerk):
    page = make.signed_in(clerk).get(group.get_absolute_url()).content.decode()
    assert "各部分按批次各报一段" in page
    assert "彼此提及" not in page
    SplitGroup.objects.filter(pk=group.pk).update(evidence={"limits": [1_000_000]})  # found by an earlier version
    assert "划分方式" not in make.signed_in(clerk).get(group.get_absolute_url()).content.decode()


def test_the_pre_review_waits_for_the_decision_on_a_split(group, clerk):
    first = min(group.parts.all(), key=lambda part: part.submitted_at)
    assert first.split_groups.undecided().get() == group
    assert queries.advice(first, clerk).waiting == 1
    first = make.approve_list(make.make_list(make.admit(first))) and make.again(first)
    pre_review = make.judge_all(make.submit_pre_review(make.open_pre_review(first)))
    assert "similarity.decided" in refused(pre_review, "pass_check", clerk, {"note": ""})
    perform(group, "judge_independent", post=clerk, data={"why": "用途不同"})
    assert perform(pre_review, "pass_check", post=clerk, data={"note": "符合"}).state == "checked"


def test_a_group_of_which_one_part_is_left_asks_nothing(group, clerk):
    first, second = group.parts.all()
    perform(make.admit(second), "withdraw", post=make.Hands(second).applicant, reason="并入")
    assert not first.split_groups.undecided().exists()


def test_a_split_is_found_of_some_parts_and_the_others_stay_free(group, clerk):
    """Three were found together, two are one purchase: the third goes on, and no sweep asks again."""
    first, second = sorted(group.parts.all(), key=lambda part: part.submitted_at)
    third = hand_in({**SERVERS, "name": "政务服务大厅服务器补充（第三批）"}, unit="广元市政务局", budget=100_000)
    compared(third)
    group = SplitGroup.objects.undecided().get()
    client, url = make.signed_in(clerk), group.step_url("judge_split")
    assert client.get(url).content.decode().count("checked") == 3
    why = {"why": "前两批为同一采购，第三批为维修备件"}
    for few in ([first.pk], [first.pk, third.pk]):  # one alone, and two that exceed no limit
        assert client.post(url, why | {"parts": few}).status_code == 422
    assert client.post(url, why | {"parts": [first.pk, second.pk]}).status_code == 302
    assert set(make.again(group).confirmed.all()) == {first, second}
    compared(first, second, third)
    assert SplitGroup.objects.exclude(state="lapsed").get().state == "split"
    listed = make.approve_list(make.make_list(*(make.admit(one) for one in (first, third))))
    first, third = (make.again(line.project) for line in listed.lines.order_by("project__submitted_at"))
    unit = make.Hands(first).applicant
    assert refused(first, "apply_pre_review", unit) == {"similarity.split"}
    perform(third, "apply_pre_review", post=unit)
    assert "不在其中" in client.get(make.again(group).get_absolute_url()).content.decode()
    assert "本项目不在其中" in client.get(f"/similarity/project/{third.pk}/").content.decode()


def test_nothing_is_decided_before_it_was_compared(clerk):
    """A dead worker is no finding of "nothing alike"; a classified project is never compared and waits for nothing."""
    project = make.approve_list(make.make_list(hand_in(LIBRARY, goal="library"))) and Project.objects.get()
    pre_review = make.judge_all(make.submit_pre_review(make.open_pre_review(project)))
    assert "similarity.decided" in refused(pre_review, "pass_check", clerk, {"note": ""})
    assert "正在比对" in make.signed_in(clerk).get(project.get_absolute_url()).content.decode()
    Application.objects.filter(project=project).update(version=F("version") + 1)
    compared(project)
    assert not awaits_comparison(make.again(project))
    Application.objects.filter(project=project).update(version=F("version") + 1)
    assert awaits_comparison(make.again(project))
    compared(project)
    assert perform(pre_review, "pass_check", post=clerk, data={"note": "符合"}).state == "checked"
    Project.objects.update(is_classified=True)
    assert not awaits_comparison(make.again(project))


def test_a_judged_group_is_not_asked_again_and_a_new_part_asks_anew(group, clerk):
    perform(group, "judge_independent", post=clerk, data={"why": "用途不同"})
    compared(*group.parts.all())
    assert SplitGroup.objects.count() == 1
    third = hand_in({**SERVERS, "name": "政务服务大厅服务器补充（第三批）"}, unit="广元市政务局")
    compared(third)
    assert SplitGroup.objects.undecided().get().parts.count() == 3


def test_a_smaller_open_group_gives_way_to_the_larger(group):
    compared(hand_in({**SERVERS, "name": "政务服务大厅服务器补充（第三批）"}, unit="广元市政务局"))
    assert make.again(group).state == "lapsed"
    assert SplitGroup.objects.undecided().count() == 1


def test_texts_that_move_apart_ask_no_more_and_ask_again_when_they_come_back(pair):
    application = pair.later.application
    texts = {"goals": application.goals, "content": application.content}
    for goals, content, state in (
        (LIBRARY["goals"], LIBRARY["content"], "lapsed"),
        (texts["goals"], texts["content"], "open"),
    ):
        application.goals, application.content = goals, content
        Project.objects.filter(pk=pair.later_id).update(name=LIBRARY["name"] if state == "lapsed" else pair.later.name)
        application.version += 1
        application.save()
        tasks.compare_project(str(pair.later_id))
        assert make.again(pair).state == state


def in_rows(story):
    """The same application, its goals as indicators and its content as modules, as the form asks for them."""
    goals, content = (story[field].rstrip("。").replace("，", "；").split("；") for field in ("goals", "content"))
    rows = {
        "indicators": [(goal, "达到") for goal in goals],
        "modules": [(part, f"{part}的建设和调试") for part in content],
    }
    return {"name": story["name"], "goals": "见指标。", "content": "见分项。", "rows": rows}


def test_modules_and_indicators_are_compared_as_the_texts_are(clerk):
    compared(hand_in(in_rows(FOREST)), hand_in(in_rows(FOREST_AGAIN), unit="广元市应急管理局"))
    found = Likeness.objects.get()
    assert found.predicted == "same"
    fields = {row["field"] for row in found.evidence["aligned"]}
    assert fields >= {"goals", "modules"}
    page = make.signed_in(clerk).get(found.get_absolute_url()).content.decode()
    assert "分项" in page
    assert "林火烟火识别算法的建设和调试" in page


def test_what_stands_in_the_text_and_in_the_rows_counts_once():
    project = hand_in(FOREST | {"rows": {"modules": [("烟火识别算法", ""), ("隔离带无人机巡查", "每周两次")]}})
    item = item_of(make.again(project))
    assert item["content"] == f"{FOREST['content']}\n隔离带无人机巡查：每周两次"
    assert item["modules"] == ["烟火识别算法", "隔离带无人机巡查：每周两次"]


def test_the_evidence_stands_under_the_project_that_says_it(pair):
    """Whichever of the two was compared last."""
    for project in (pair.later, pair.earlier):
        compared(project)
        for row in make.again(pair).evidence["aligned"]:
            assert row["a"] in "".join(FOREST_AGAIN.values())
            assert row["b"] in "".join(FOREST.values())


def test_the_sweeper_finds_what_was_never_compared_or_was_amended():
    project = hand_in(FOREST)
    assert list(queries.behind()) == [project]
    assert tasks.sweep_comparisons() == 1
    assert tasks.sweep_comparisons() == 0
    application = project.application
    application.version += 1
    application.save()
    assert tasks.sweep_comparisons() == 1
    tasks.compare_project("00000000-0000-0000-0000-000000000000")


def test_handing_in_sends_one_message(django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr("similarity.services.send_comparison", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        project = hand_in(FOREST)
    assert sent == [project.pk]


def test_a_classified_project_leaves_every_trace(pair, clerk):
    client = make.signed_in(clerk)
    assert FOREST_AGAIN["name"] in client.get("/similarity/").content.decode()
    Project.objects.filter(pk=pair.later_id).update(is_classified=True)
    compare(project=pair.later)
    assert not Entry.objects.filter(pk=pair.later_id).exists()
    assert client.get(pair.get_absolute_url()).status_code == 404
    for path in ("/similarity/", f"/similarity/project/{pair.earlier_id}/", pair.earlier.get_absolute_url()):
        assert FOREST_AGAIN["name"] not in client.get(path).content.decode(), path
    assert client.get(f"/similarity/project/{pair.later_id}/").status_code == 404
    assert [task.obj for task in inbox(clerk) if task.obj == pair] == []


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.FINANCE, Role.EXPERT, Role.SECURITY_ADMIN])
def test_units_and_other_bodies_learn_nothing_of_the_other_project(pair, role):
    post = make.Hands(pair.later).applicant if role == Role.APPLICANT else make.make_post(role)
    client = make.signed_in(post)
    for path in ("/similarity/", "/similarity/groups/", f"/similarity/project/{pair.later_id}/"):
        assert client.get(path).status_code == 403
    assert client.get(pair.get_absolute_url()).status_code in (403, 404)
    if role == Role.APPLICANT:
        page = client.get(pair.later.get_absolute_url()).content.decode()
        assert FOREST["name"] not in page


def test_pages_show_sentences_side_by_side_and_the_decision(pair, group, clerk):
    client = make.signed_in(clerk)
    page = client.get(f"/similarity/project/{pair.later_id}/").content.decode()
    assert 'data-table="aligned"' in page
    perform(pair, "judge_related", post=clerk, data={"why": "可共用识别算法"})
    page = client.get(pair.later.get_absolute_url()).content.decode()
    assert "可共用识别算法" in page
    assert 'data-advice="similarity"' in page
    page = client.get(group.get_absolute_url()).content.decode()
    assert "160.00 万元" in page
    assert 'data-table="parts"' in page
    assert client.get("/similarity/groups/?state=open").status_code == 200


def test_items_that_a_body_already_provides_are_named(clerk):
    provider = make.make_org("广元市公安局")
    resource = InformationResource.objects.create(
        code="R1", name="人口基础信息", provider=provider, kind="base", base="population", sharing="free",
        state="published", version=1,
    )  # fmt: skip
    for name in ("公民身份号码", "姓名", "户籍地址"):
        resource.items.create(name=name)
    project = hand_in(FOREST, data_items="身份证号、护林员轨迹、户籍所在地")
    compared(project)
    found = queries.advice(make.again(project), clerk).provided
    assert [(one.item, one.same_as) for one in found] == [("身份证号", "公民身份号码"), ("户籍所在地", "户籍地址")]
    page = make.signed_in(clerk).get(project.get_absolute_url()).content.decode()
    assert "人口基础信息" in page
    own = hand_in(LIBRARY, unit=provider.name, data_items="身份证号")
    assert queries.advice(own, clerk).provided == []


@pytest.fixture
def registers(clerk):
    """What two bodies already provide: three items of the catalogue, one of a project that is being built."""
    provider = make.make_org("广元市公安局")
    resource = InformationResource.objects.create(
        code="R1", name="机动车登记", provider=provider, kind="base", base="population", sharing="free",
        state="published", version=1,
    )  # fmt: skip
    for name in ("公民身份号码", "号牌号码", "统一社会信用代码"):
        resource.items.create(name=name)
    [listed] = compared(hand_in(LIBRARY, unit="广元市医保局", goal="listed"))
    built = make.approve_plan(make.pass_gate(make.pre_approve(listed)))
    rows = built.application.data_rows
    rows.create(direction="give", name="参保状态", definition="参加基本医疗保险的状态")
    rows.create(direction="take", name="户籍地址")
    rows.create(direction="collect", name="巡护轨迹")
    Project.objects.filter(pk=built.pk).update(stage="building", build_started_at=timezone.now())


def provided(project, clerk):
    return {(one.item, one.same_as) for one in queries.advice(make.again(project), clerk).provided}


def test_rows_of_what_is_collected_are_asked_before_the_text(registers, clerk):
    project = hand_in(FOREST, data_items="详见数据项清单")
    rows = project.application.data_rows
    for name in ("公民身份号码", "号牌号码", "参保状态", "统一社会信用代码", "户籍地址", "巡护轨迹"):
        rows.create(direction="collect", name=name)
    named = ("公民身份号码", "号牌号码", "参保状态", "统一社会信用代码")
    assert provided(project, clerk) == {(name, name) for name in named}
    rows.update(direction="take")
    Application.objects.filter(project=project).update(data_items="、".join(named))
    assert provided(project, clerk) == set()


def test_a_definition_says_what_an_item_is(registers, clerk):
    rows = hand_in(FOREST).application.data_rows
    rows.create(direction="collect", name="证件号", definition="居民身份证上的公民身份号码。")
    rows.create(direction="collect", name="医保情形", definition="参加基本医疗保险的状态")
    rows.create(direction="collect", name="到场时间", definition="与公民身份号码一并记录的到场时间")
    project = Project.objects.get(name=FOREST["name"])
    assert provided(project, clerk) == {("证件号", "公民身份号码"), ("医保情形", "参保状态")}


def test_what_a_text_marks_as_shared_is_not_collected(registers, clerk):
    project = hand_in(FOREST, data_items="公民身份号码（由市公安局、市民政局共享）、号牌号码（现场采集）")
    assert provided(project, clerk) == {("号牌号码（现场采集）", "号牌号码")}


def test_subordinates_belong_to_the_house():
    above = make.make_org("广元市政务局")
    below = make.make_org("广元市市民中心")
    below.parent = above
    below.save()
    other = make.make_org("广元市水利局")
    county = make.make_org("苍溪县人民政府", OrgKind.COUNTY)
    assert set(queries.house_of(below)) == {above.pk, below.pk}
    assert other.pk not in queries.house_of(above)
    assert county.pk not in queries.house_of(above)


def test_names_tell_the_house_only_where_the_register_is_silent():
    health, water = make.make_org("广元市卫生健康委员会"), make.make_org("广元市水利局")
    hospital, station = make.make_org("广元市中医医院"), make.make_org("广元市疾控中心水质站")
    station.parent = water
    station.save()
    assert set(queries.house_of(health)) == set(queries.house_of(hospital)) == {health.pk, hospital.pk}
    assert set(queries.house_of(station)) == {water.pk, station.pk}
    assert queries.heads_of([health.pk, hospital.pk]) == {health.pk}
    assert queries.heads_of([water.pk, station.pk]) == {water.pk}


def test_bodies_that_buy_each_for_itself_are_no_group_and_with_their_authority_they_are(clerk):
    one, two = (hand_in(story, unit=f"广元市第{at}人民医院") for at, story in ((1, SERVERS), (2, SERVERS_AGAIN)))
    compared(one, two)
    assert not SplitGroup.objects.exists()
    third = hand_in({**SERVERS, "name": "政务服务大厅服务器补充"}, unit="广元市卫生健康委员会")
    compared(third)
    assert SplitGroup.objects.get().parts.count() == 3


def test_lists_ask_as_much_for_three_as_for_one(pair, group, clerk):
    client = make.signed_in(clerk)

    def count(name):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    names = ("similarity:likeness_list", "similarity:splitgroup_list")
    [count(name) for name in names]
    before = [count(name) for name in names]
    others = [hand_in({**FOREST, "name": f"林区烟火监测{n}"}, unit=f"广元市护林{n}局", budget=90_000) for n in (1, 2)]
    for other in others:
        Likeness.objects.get_or_create(
            earlier=pair.earlier, later=other, defaults={"predicted": "related", "score": 0.5}
        )
        extra = SplitGroup.objects.create(key=str(other.pk), total=2_000_000, limit=1_000_000, score=0.9)
        extra.parts.set([pair.earlier, other])
    assert [count(name) for name in names] == before
