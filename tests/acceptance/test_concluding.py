"""From the experts' opinions to the five parts, the conclusion, the demands and the certificate (article 12)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acceptance.choices import Part
from acceptance.documents import certificate_context
from acceptance.forms import ReportForm
from acceptance.models import Acceptance
from documents.models import Document
from documents.rendering import html
from documents.services.issuing import freeze
from documents.specs import SPECS
from tests.acceptance.hands import codes, panel_heard
from workflow.errors import RuleViolation


def test_a_demand_is_whole_or_empty(journey):
    acceptance = panel_heard(journey)
    client = Client()
    client.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    url = acceptance.step_url("conclude")
    typed = {"conclusion": "rectify", "opinion": "须整改。", "items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0}
    for part in ("papers", "contract", "function", "sharing", "law"):
        typed |= {f"verdict_{part}": "met", f"finding_{part}": "合格", f"examiner_{part}": "李工"}
        typed[f"evidence_{part}"] = "测评报告"
    nothing = client.post(url, typed)
    assert nothing.status_code == 422
    assert "须逐项写明问题、整改要求和期限" in nothing.content.decode()
    item = {"items-0-part": "papers", "items-0-problem": "缺培训记录", "items-0-demand": "补齐培训记录"}
    half = client.post(url, typed | item)
    assert (half.status_code, "请填写整改期限" in half.content.decode()) == (422, True)
    past = client.post(url, typed | item | {"items-0-due_on": "2020-01-01"})
    assert "整改期限不能早于今天" in past.content.decode()
    due = timezone.localdate() + datetime.timedelta(days=9)
    assert client.post(url, typed | item | {"items-0-due_on": f"{due}"}).status_code == 302
    assert [(one.demand, one.due_on) for one in Acceptance.objects.get().items.all()] == [("补齐培训记录", due)]


def test_the_clerk_begins_with_what_the_experts_found_and_goes_on_with_what_was_sent_back(journey):
    acceptance = panel_heard(journey)
    url = acceptance.step_url("conclude")
    client = Client()
    client.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(url)
    first, tally = page.context["form"].initial, acceptance.panel.tally()
    assert first["conclusion"] == "pass"
    assert acceptance.panel.words()[0] in page.content.decode()
    for row in tally.aspects:
        assert first[f"verdict_{row.aspect.code}"] == row.verdict
        assert first[f"finding_{row.aspect.code}"] == row.said
    assert 'data-table="aspects"' in page.content.decode()

    due = timezone.localdate() + datetime.timedelta(days=9)
    typed = {"conclusion": "rectify", "opinion": "须补培训记录。", "items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0}
    typed |= {name: value for name, value in first.items() if name not in typed}
    typed |= {f"evidence_{part}": "验收资料" for part in Part.values}
    typed |= {"finding_papers": "缺培训签到表", "evidence_papers": "第 12 页"}
    item = {
        "items-0-part": "papers",
        "items-0-problem": "缺培训记录",
        "items-0-demand": "补齐",
        "items-0-due_on": f"{due}",
    }
    assert client.post(url, typed | item).status_code == 302
    journey.act(Acceptance.objects.get(), "send_back", "office_leader", reason="期限太短")

    page = client.get(url)
    again = page.context["form"]
    assert [again.initial[name] for name in ("conclusion", "opinion", "finding_papers", "evidence_papers")] == [
        "rectify",
        "须补培训记录。",
        "缺培训签到表",
        "第 12 页",
    ]
    assert [form.initial["demand"] for form in again.items.initial_forms] == ["补齐"]
    assert "data-conclusion=" not in client.get(acceptance.get_absolute_url()).content.decode()
    later = due + datetime.timedelta(days=20)
    mended = item | {"items-0-due_on": f"{later}", "items-TOTAL_FORMS": 3, "items-INITIAL_FORMS": 1}
    assert client.post(url, typed | mended).status_code == 302
    assert [one.due_on for one in Acceptance.objects.get().items.all()] == [later]


def test_no_part_is_judged_without_examiner_finding_and_evidence(journey):
    acceptance = panel_heard(journey)
    client = Client()
    client.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    typed = journey.findings("pass") | {"items-TOTAL_FORMS": 2, "items-INITIAL_FORMS": 0}
    typed.pop("items")
    url = acceptance.step_url("conclude")
    for name in ("finding_law", "examiner_law", "evidence_law"):
        for verdict in ("met", "partly"):
            answer = client.post(url, typed | {name: " ", "verdict_law": verdict})
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    # What failed is shown by its absence; and past the form, the database asks the same.
    failed = {"conclusion": "fail", "verdict_law": "not_met", "evidence_law": ""}
    for missing in ({"finding_law": ""}, {"examiner_law": ""}, {"evidence_law": ""}):
        with pytest.raises(IntegrityError, match="part_"), transaction.atomic():
            journey.act(acceptance, "conclude", "office_clerk", **journey.findings("pass") | missing)
    assert client.post(url, typed | failed).status_code == 302


def test_each_part_keeps_examiner_and_evidence(journey):
    for event in journey.accept():
        if event == "acceptance panel drawn":
            break
    acceptance = Acceptance.objects.get()
    data = journey.findings("pass") | {"examiner_papers": "李工", "evidence_papers": "测评报告第12页"}
    for _ in journey.sit(acceptance.panel, "agree"):
        pass
    with pytest.raises(RuleViolation, match="不能再变动席位或取消"):
        journey.act(Acceptance.objects.get(), "dissolve", "office_leader", reason="结论不理想")
    journey.act(Acceptance.objects.get(), "conclude", "office_clerk", **data)
    part = Acceptance.objects.get().parts.get(part="papers")
    assert (part.examiner, part.evidence) == ("李工", "测评报告第12页")
    assert journey.project.contract_sum == Decimal(1_499_000)


def test_no_part_is_called_good_against_the_tables(journey):
    acceptance = panel_heard(journey)
    acceptance.clauses.filter(position=1).update(verdict="not")
    acceptance.results.filter(position=1).update(met=False)
    journey.project.application.data_rows.create(direction="give", name="公交线路", position=1)
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "conclude", "office_clerk", **journey.findings("pass"))
    wanted = {"acceptance.contract_part", "acceptance.function_part", "acceptance.sharing_part"}
    assert codes(refusal) == wanted
    parts = dict.fromkeys(("verdict_contract", "verdict_function", "verdict_sharing"), "partly")
    journey.act(acceptance, "conclude", "office_clerk", **journey.findings("pass") | parts)


def test_the_certificate_carries_indicators_and_clauses(journey):
    for _ in journey.accept():
        pass
    papers = {one.kind: one.context for one in Acceptance.objects.get().documents}
    assert set(papers) == {"acceptance_opinion", "certificate"}
    first = papers["certificate"]["indicators"][0]
    assert (first["name"], first["by"], first["met"]) == (
        "平均办理时间：由 5工作日 达到 1工作日",
        "四川某测评中心",
        True,
    )
    assert [one["verdict"] for one in papers["certificate"]["clauses"]] == ["已交付", "已交付"]
    opinion = papers["acceptance_opinion"]
    assert [(row["name"], row["promised"]) for row in opinion["indicators"]] == [
        ("平均办理时间", "由 5工作日 达到 1工作日"),
        ("一网通办率", "由40%提高到90%"),
    ]
    assert [bool(member["signed"]) for member in opinion["members"]] == [True] * 5
    client = Client()
    client.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(Acceptance.objects.get().get_absolute_url()).content.decode()
    assert (f"{timezone.localdate()} 办结" in page, "已等" in page) == (True, False)


def test_the_group_signs_before_the_clerk_concludes(journey):
    acceptance = journey.act(journey.report(), "report", "applicant")
    journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    panel = Acceptance.objects.get().panel
    for said in journey.give_opinions(panel, "agree"):
        assert said
    with pytest.raises(RuleViolation) as refusal:
        journey.act(Acceptance.objects.get(), "conclude", "office_clerk", **journey.findings("pass"))
    assert codes(refusal) == {"panel.group_signed"}
    journey.speak(panel, dissent="培训不足")
    acceptance = journey.act(Acceptance.objects.get(), "conclude", "office_clerk", **journey.findings("pass"))
    journey.act(acceptance, "sign", "office_leader")
    context = Document.objects.get(kind="acceptance_opinion").context
    assert context["opinion"] == ["方案完整、合理、可行。"]
    assert context["dissent"].endswith("：培训不足")


def test_the_certificate_bears_the_sums_of_the_books_and_nothing_that_somebody_typed(journey):
    acceptance, project = journey.report(), journey.project
    for day in (datetime.date(2001, 1, 1), timezone.localdate() + datetime.timedelta(days=1)):
        form = ReportForm({"completed_on": day, "version": 0}, instance=acceptance)
        assert list(form.errors) == ["completed_on"]
        type(acceptance).objects.filter(pk=acceptance.pk).update(completed_on=day)
        with pytest.raises(RuleViolation) as refusal:
            journey.act(acceptance, "report", "applicant")
        assert codes(refusal) == {"acceptance.report"}
    assert "settled_sum" not in ReportForm(instance=acceptance).fields
    acceptance.refresh_from_db()
    acceptance.built, acceptance.completed_on = "甲" * 300, timezone.localdate()

    def paper():
        spec, today = SPECS["certificate"], timezone.localdate()
        whole = spec.complete({**certificate_context(acceptance), "contact": "王经办", "phone": "0839-3260001"})
        context = freeze(spec, whole, number="广信验〔2026〕1号", title="验收证书", on=today)
        return context, html("certificate", context)

    context, words = paper()
    assert (context["settled_sum"], context["unsettled"], "尚未结算" in words) == ("", 1, True)
    assert "甲" * 300 in words
    assert ("1,500,000.00元" in words, "1,499,000.00元" in words, "万元" in words) == (True, True, False)
    settled = {"settled_sum": Decimal(1_400_000), "settled_on": timezone.localdate()}
    journey.act(project.contracts.get(), "settle", "applicant", **settled)
    context, words = paper()
    assert (context["unsettled"], "1,400,000.00元" in words, "尚未结算" in words) == (0, True, False)


def test_a_figure_that_is_no_figure_is_no_fault_of_the_server(journey):
    """`²` is a digit to Python, and no number."""
    for _ in journey.accept("rectify"):
        pass
    acceptance, client = journey.report(), Client()
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        reverse("acceptance:acceptance_edit", args=[acceptance.pk]), {"version": "²", "answer_²": "x"}
    )
    assert answer.status_code == 422


def test_no_answer_to_a_demand_is_lost_and_none_of_a_colleague_overwritten(journey):
    for _ in journey.accept("rectify"):
        pass
    acceptance = journey.report()
    [item, *_] = acceptance.items_to_answer()
    client, url = Client(), reverse("acceptance:acceptance_edit", args=[acceptance.pk])
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    mine = {"version": acceptance.version, "built": "本页所写", f"answer_{item.pk}": "已补测"}
    refused = client.post(url, mine | {"completed_on": "2001-01-01"})
    assert refused.status_code == 422
    assert "已补测" in refused.content.decode()
    colleague = {"version": acceptance.version, "built": "同事所写", f"answer_{item.pk}": "已整改"}
    assert client.post(url, colleague).status_code == 302
    met = client.post(url, mine)
    page = met.content.decode()
    assert met.status_code == 409
    assert f'data-both="answer_{item.pk}"' in page
    assert all(words in page for words in ("本页所写", "同事所写", "已补测", "已整改"))
    # What stands on the page is mine; it is the colleague's answer that is chosen.
    chosen = mine | {"version": met.context["acceptance"].version, f"take-answer_{item.pk}": "theirs"}
    assert client.post(url, chosen).status_code == 302
    acceptance.refresh_from_db()
    item.refresh_from_db()
    assert (acceptance.built, item.answer) == ("本页所写", "已整改")
