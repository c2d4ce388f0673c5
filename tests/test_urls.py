"""Every address × every role: an answer, never a fault; and out of sight for whom it is not.

A new address without a sample object fails here until somebody says what stands behind it.
"""

import csv
import datetime
import io
from functools import cache

import pytest
from django.test import Client
from django.utils import timezone

from acceptance.models import Trial
from archives.models import ArchivePackage, SocialFiling
from changes.models import ChangeRequest, Reform
from documents.models import Attachment, Batch, Document, Draft, NumberEntry, SheetImport
from experts.models import Enrolment, Expert, Fee, Panel, Seat
from funds.models import Contract
from infrastructure.models import Asset, Norm
from infrastructure.services import state_purchase
from oversight.models import Breach, Matter
from projects.models import Consultation, CorrectionItem, Extension, Project, Tender
from projects.paths import Path
from results.models import Evaluation, Result, Retirement, Reuse, Transfer
from reviews.models import BodyOpinion
from secrecy.services import claim_classification
from sharing.models import CallLog
from sharing.services import settle_collection
from similarity.models import Likeness, SplitGroup
from tests.addresses import lists, patterns
from tests.city import POSTS, build_city
from tests.infrastructure.hands import Hands, infrastructure_samples
from tests.journey import Journey
from tests.sharing.hands import case_of, element, order_of, sharing_samples
from workflow import inbox
from workflow.models import Notice, Parameter

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# The interface asks for a token, whoever sits at the browser.
BY_TOKEN = {"sharing:api_resource"}
# Nothing of these stands in the city of the samples: their rooms ask for these files, or tests/test_exports.py.
EMPTY = {
    *("archives:late_filings", "building:board", "experts:my_seats", "projects:gate", "projects:library"),
    *("similarity:likeness_list", "similarity:splitgroup_list"),
}
PERSON_ADDRESSES = ("person", "person_edit", "person_password", "person_stop", "person_start")
FINE = {200, 302, 400, 403, 404, 405, 409, 422, 429}
LOOKED_AT = (
    *("/projects/", "/projects/?export=csv", "/search/?q=智慧交通"),
    *("/reviews/", "/acceptance/", "/funds/"),
)
STRANGERS = ("stranger", "strange_leader", "system_admin", "security_admin", "audit_admin", "cyberspace", "secrecy")


@pytest.fixture
def city_with_a_filed_project(db):
    city = build_city()
    journey = Journey(city, Path.PROCUREMENT)
    for _ in journey.walk():
        pass
    return city, journey


def register_entry(city):
    fields = {"code_name": "甲-07", "level": "秘密", "years": 5, "path": Path.TENDER, "category": "security"}
    return claim_classification(post=city.applicant, unit=city.unit, **fields)


def _operation(journey) -> dict[str, object]:
    city, hands = journey.city, Hands(journey.city)
    asset = Asset.objects.create(kind="server", name="计算节点01", owner="信息办")
    norm, plan = Norm.objects.create(title="政务云服务规范"), hands.it_plan()
    return {
        "infrastructure:asset_edit": asset,
        "infrastructure:platform_edit": hands.platform(),
        "infrastructure:norm": norm,
        "infrastructure:norm_version": norm,
        "infrastructure:incident": hands.incident(),
        "infrastructure:servicechange": hands.change(),
        "infrastructure:plan": plan,
        "infrastructure:plan_edit": plan,
        "infrastructure:purchase": state_purchase(project=journey.project, reason="专用", post=city.applicant),
        "infrastructure:purchase_state": journey.project,
    }


def _elements(journey) -> dict[str, object]:
    one = element(journey.city)
    case = case_of(one, journey.city)
    clerk, project = journey.city.applicant, journey.project
    kept = settle_collection(project=project, element=one, reason="现场核实", post=clerk)
    elements = {f"sharing:{name}": one for name in ("dataelement", "element_edit", "case_create")}
    return {
        **elements,
        "sharing:sourcecase": case,
        "sharing:sourceopinion": case.opinions.first(),
        "sharing:collection": kept,
        "sharing:project_items": project,
    }


def samples(journey) -> dict[str, dict]:
    """What stands behind each address that names a thing."""
    project, annual_list = journey.project, journey.annual_list
    document, attachment = Document.objects.filter(kind="pre_approval").get(), Attachment.objects.first()
    line = annual_list.lines.get()
    seat, panel, expert = Seat.objects.first(), Panel.objects.first(), Expert.objects.first()
    change = ChangeRequest.objects.create(project=project, kind="period", why="设备到货推迟")
    allocation, system, move, visit, finding = infrastructure_samples(journey.city)
    resource, item, asked, given, doubt = sharing_samples(journey.city)
    CallLog.objects.create(grant=given, resource=resource, outcome="out_of_scope", asked="身份证号码")
    entry = register_entry(journey.city)
    other = Project.objects.create(name="另一项目", unit=journey.city.other, category="application", path=project.path)
    pair = Likeness.objects.create(earlier=project, later=other, predicted="same", score=0.9)
    Project.objects.create(
        name="县区平台", unit=journey.city.other, category="application", path=project.path, builder="county",
        submitted_at=timezone.now(),
    )  # fmt: skip
    group = SplitGroup.objects.create(key="x", total=2_000_000, limit=1_000_000, score=0.9)
    group.parts.set([project, other])
    day = project.created_at.date()
    texts = {"kind": "other", "facts": "先行建设", "remedy": "补办手续"}
    breach = Breach.objects.create(project=project, happened_on=day, due_on=day, **texts)
    matter = Matter.objects.create(name="协调事项", text="统一接口", due_on=day, project=project)
    raw = [(2, ["软件开发", "业务平台", "350000", "1"])]
    # The application is handed in, so nothing more could be imported: the row stands for an earlier one.
    sheet = SheetImport.objects.create(
        kind="budget-lines", target_id=project.application.pk, raw=raw, created_by=journey.city.applicant
    )
    sat = Seat.objects.filter(state="submitted").first()
    fee = Fee.objects.create(seat=sat, length="half", amount=600, tax=0, noted_by=journey.city.office_clerk)
    found = {
        **_operation(journey),
        "infrastructure:allocation": allocation,
        "infrastructure:runningsystem": system,
        "infrastructure:system_edit": system,
        "infrastructure:system_link": system,
        "infrastructure:system_move": system,
        "infrastructure:system_identify": system,
        "infrastructure:system_visit": system,
        "infrastructure:migration": move,
        "infrastructure:visit": visit,
        "infrastructure:finding": finding,
        "sharing:adaptationorder": order_of(system, journey.city),
        **_elements(journey),
        "sharing:informationresource": resource,
        "sharing:resource_edit": resource,
        "sharing:resource_data_template": resource,
        "sharing:dataitem": item,
        "sharing:sharingrequest": asked,
        "sharing:grant": given,
        "sharing:grant_token": given,
        "sharing:doubt": doubt,
        "sharing:open_page": resource,
        "sharing:open_file": resource,
        "sharing:api_resource": resource,
        "oversight:breach": breach,
        "oversight:matter": matter,
        "similarity:likeness": pair,
        "similarity:splitgroup": group,
        "similarity:project": project,
        "changes:changerequest": change,
        "changes:reform": Reform.objects.create(
            kind="merge",
            organisation=journey.city.other,
            old_name="广元市教育局",
            into=journey.city.unit,
            basis="文",
            effective_on=timezone.localdate(),
            created_by=journey.city.system_admin,
        ),
        "secrecy:paper_create": entry,
        "secrecy:clearance": entry,
        "secrecy:clearance_withdraw": entry,
        "projects:project": project,
        "projects:prereview": project.prereviews.get(),
        "projects:filing": project.filings.get(),
        "projects:annuallist": annual_list,
        "reviews:reviewround": project.review_rounds.get(),
        "reviews:argument": project.arguments.create(
            number=1, question="是否必要", created_by=journey.city.office_clerk
        ),
        "acceptance:acceptance": project.acceptances.get(),
        "funds:contract": Contract.objects.get(),
        "acceptance:trial": Trial.objects.create(
            project=project,
            examined_on=day,
            begun_on=day,
            counts_from=day,
            members="甲",
            verdict="met",
            opinion="同意",
            paper=Attachment.objects.filter(thread_id=project.pk).first(),
            days=90,
            least_days=30,
        ),
        "funds:paymentrequest": _request(journey),
        "funds:contractacceptance": Contract.objects.get().acceptances.get(),
        "archives:ask": project,
        "archives:package": ArchivePackage.objects.create(project=project, requested_by=journey.city.office_clerk),
        "archives:package_download": ArchivePackage.objects.get(),
        "archives:socialfiling": SocialFiling.objects.create(
            unit=project.unit, name="园区平台", category="application", amount=1, starts_on=day, ends_on=day
        ),
        **_results(journey),
        "experts:seat": seat,
        **{f"experts:{name}": seat for name in ("paper_read", "paper_page", "note_drop", "notes_take")},
        **{f"reviews:certificate_{act}": project.review_rounds.get() for act in ("add", "drop")},
        "experts:panel": panel,
        "experts:meeting": panel.meeting,
        "reviews:bodyopinion": BodyOpinion.objects.create(
            round=project.review_rounds.get(),
            body=journey.city.cyberspace.organisation,
            question="请提意见",
            due_on=timezone.localdate(),
        ),
        "experts:conflicts": project,
        "experts:fee_pay": fee,
        "experts:enrolment": Enrolment.objects.create(source="list", name="某", employer="某", rank_title="教授"),
        "documents:document": document,
        **{f"documents:document_{act}": document for act in ("void", "sign_for", "signature", "scan", "correct")},
        "documents:attachment": attachment,
        "documents:sheetimport": sheet,
        "documents:sheet_marked": sheet,
        "workflow:notice_open": Notice.objects.first(),
        "workflow:parameter_withdraw": Parameter.objects.first(),
        "documents:void": NumberEntry.objects.first(),
        "accounts:post_end": journey.city.stranger,
        **{f"accounts:{name}": journey.city.stranger.user for name in PERSON_ADDRESSES},
        "accounts:organisation_edit": journey.city.other,
    }
    pre_review = project.prereviews.get()
    day = timezone.localdate()
    consultation = Consultation.objects.create(
        project=project, pre_review=pre_review, body=journey.city.drc.organisation, question="请提意见", due_on=day
    )
    extension = Extension.objects.create(
        project=project, pre_review=pre_review, why="调整", old_until=day, until=day + datetime.timedelta(days=9)
    )
    tender = Tender.objects.create(project=project)
    found |= {"projects:tender": tender, "projects:consultation": consultation, "projects:extension": extension}
    words = {
        "changerequest": change,
        "application": project.application,
        "participant": project.application,
        "correction": CorrectionItem.objects.first(),
        "list": annual_list,
        "annual": annual_list,
        "library": project,
        "prereview": project.prereviews.get(),
        "round": project.review_rounds.get(),
        "plan": project.review_rounds.get(),
        "acceptance": project.acceptances.get(),
        "expert": expert,
        "seat": seat,
        "opinion": seat,
        "panel": panel,
        "attachment": attachment,
        "card": document,
        "download": document,
        "retry": document,
        "draft": Draft.objects.create(
            kind="pre_approval",
            thread_id=project.pk,
            subject_type="projects.prereview",
            subject_id=str(project.prereviews.get().pk),
            context=document.context,
            updated_by=journey.city.posts["office_leader"],
        ),
        "batch": Batch.objects.create(
            kind="pre_approval", year=2026, total=1, created_by=journey.city.posts["office_leader"]
        ),
        "scan": document,
    }
    return {"exact": found, "words": words, "line": line, "project": project}


def _results(journey) -> dict:
    """A result that another body uses, and a year of operation."""
    city = journey.city
    journey.project.operation_years.create(
        year=2026, operator="某运维公司", price=80_000, quantity="驻场", availability=99, post=city.applicant
    )
    fields = {"kind": "code", "name": "组件", "basis": "合同", "summary": "受理", "reusable": True}
    result = Result.objects.create(project=journey.project, registered_by=city.applicant, **fields)
    of_it = {"result": result, "body": city.finance.organisation, "purpose": "复用"}
    names = ("result", "result_correct", "result_propose", "result_ask", "result_hand_on")
    return {f"results:{name}": result for name in names} | {
        "results:reuse": Reuse.objects.create(**of_it),
        "results:evaluation": Evaluation.objects.create(project=journey.project, year=2026),
        "results:retirement": Retirement.objects.create(project=journey.project, reason="并入", data_kept="移交"),
        "results:transfer": Transfer.objects.create(receiver="某公司", **of_it),
    }


def _request(journey):
    """One that waits for the unit's leader."""
    contract, money = Contract.objects.get(), journey.indicator()
    return contract.requests.create(project=journey.project, indicator=money, amount=1)


def let_go(answer) -> None:
    """Close a file that was handed out. `answer.close()` would end the test's own database connection as well."""
    for close in answer._resource_closers:
        close()


def arguments(name: str, wanted: list[str], known: dict) -> dict:
    if name == "transition":
        return {"app": "projects", "model": "project", "pk": known["project"].pk, "transition": "terminate"}
    if name == "documents:upload":
        return {"app": "projects", "model": "application", "pk": known["project"].application.pk}
    if name.startswith("documents:sheet_") and "kind" in wanted:
        return {"kind": "budget-lines", "pk": known["project"].application.pk}
    if name == "workflow:parameter":
        return {"key": "panel_size"}
    if name == "workflow:holiday_entry":
        return {"year": timezone.localdate().year + 1}
    if name == "accounts:first_sign_in":
        return {"uidb64": "MQ", "token": "c0ffee-1"}
    if name == "verify":
        return {"code": known["exact"]["documents:document"].code}
    if name == "documents:draft_open":
        return {"kind": "pre_approval", "pk": known["words"]["prereview"].pk}
    obj = known["exact"].get(name) or next(
        (one for word, one in known["words"].items() if name.split(":")[1].startswith(word)), None
    )
    assert obj is not None, f"no sample stands behind {name}"
    values = {
        "pk": obj.pk,
        "resource": obj.pk,
        "user": known["project"].created_by.user_id,
        "line": known["line"].pk,
        "line_pk": known["line"].pk,
        "version_pk": 1,
        "act_pk": 1,
        "paper": known["words"]["attachment"].pk,
        "number": 1,
    }
    return {key: values[key] for key in wanted}


@pytest.fixture
def known_inboxes(monkeypatch):
    """Looking changes nothing that waits: derived once a post, not on each of five thousand pages."""
    monkeypatch.setattr(inbox, "inbox", cache(inbox.inbox))


@pytest.mark.usefixtures("known_inboxes")
def test_every_address_answers_every_role(city_with_a_filed_project):
    city, journey = city_with_a_filed_project
    known = samples(journey)
    faults, clients = [], {}
    everything = list(patterns())
    assert len(everything) > 50
    for post in POSTS:
        client = clients[post] = Client(raise_request_exception=True)
        client.force_login(city.posts[post].user, backend="django.contrib.auth.backends.ModelBackend")
        for name, route, wanted in everything:
            path = "/" + route
            for key, value in (arguments(name, wanted, known) if wanted else {}).items():
                for converter in ("uuid", "int", "slug", "str"):
                    path = path.replace(f"<{converter}:{key}>", str(value))
            answer = client.get(path)
            let_go(answer)
            if answer.status_code not in ({401} if name in BY_TOKEN else FINE):
                faults.append((post, name, answer.status_code))
    assert faults == []
    # Each list as a file, of whoever has rows in it: every column finds what it says.
    files = {name: path for name, path, offers in lists() if offers}
    empty = {name for name, path in files.items() if not any(lines(one, path) for one in clients.values())}
    assert empty == EMPTY


def lines(client, path) -> int:
    """Lines of the list as a file, without its head; none where the page is refused."""
    answer = client.get(f"{path}?export=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
    let_go(answer)
    assert "<bound method" not in text, path
    return max(0, len(list(csv.reader(io.StringIO(text)))) - 1)


def test_a_project_is_out_of_sight_for_whom_it_is_not(city_with_a_filed_project):
    """No page of it, no paper, no file, no list, no search, no export."""
    city, journey = city_with_a_filed_project
    its_own = {*journey.live(), *Document.objects.filter(thread_id=journey.project.pk), *Attachment.objects.all()}
    for name in STRANGERS:
        client = Client()
        client.force_login(city.posts[name].user, backend="django.contrib.auth.backends.ModelBackend")
        for obj in its_own - {journey.annual_list}:
            answer = client.get(obj.get_absolute_url())
            let_go(answer)
            assert answer.status_code in (403, 404), (name, obj)
        for path in LOOKED_AT:
            answer = client.get(path)
            body = b"".join(answer) if answer.streaming else answer.content
            let_go(answer)
            assert journey.name not in body.decode(errors="replace"), (name, path)


def test_strangers_are_asked_to_sign_in(client):
    for path in ("/", "/projects/", "/dashboard/", "/experts/", "/workflow/audit/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/")
