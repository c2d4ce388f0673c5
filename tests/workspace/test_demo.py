"""A small demonstration obeys every rule, because it goes through the services; the trail proves it."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Sum

from acceptance.models import IndicatorResult
from accounts.models import Post, User
from accounts.roles import Role
from archives.models import ArchivePackage
from building.models import Chase, DispatchReport, KeyEquipment, MajorMark, SupervisionReport
from experts.models import Panel
from experts.services import recuse_late_conflicts
from funds.models import Contract, Indicator, IndicatorChange, Payment, PaymentStage
from projects.models import AnnualList, Project, SourceLine
from projects.states import Stage
from similarity.reuse import EARLY, advice
from similarity.rules import awaits_comparison
from tests.workspace.shown import experts_not_shown, judged_anew, likenesses_not_shown
from workflow.audit import verify_chain
from workflow.machines import REGISTRY
from workflow.models import AuditEvent, Submission
from workspace.demo.load import load
from workspace.demo.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# States that are passed in a day, or that chance brings to a large demonstration only.
PASSING = {
    "acceptance.trial": {"running", "finished", "shortened"},
    "funds.contract": {"settled", "terminated"},
    "funds.contractacceptance": {"applied", "grouped", "examined", "issued"},
    "experts.panel": {"committed", "revealed"},
    "experts.seat": {"declined", "recused", "replaced", "absent"},
    # Major projects, and those that touch critical infrastructure, are too few at this size.
    "building.agencywaiver": {"asked", "accepted", "refused"},
    "reviews.bodyopinion": {"asked", "answered", "withdrawn"},
    "changes.changerequest": {"checking", "closed"},
    "changes.reform": {"done", "dropped"},
    "infrastructure.plan": {"replaced"},
    "infrastructure.purchase": {"stated", "accepted", "rejected"},
    "projects.extension": {"closed"},
    # The clock gives back what was not mended; the loading itself does not wait for it.
    "projects.application": {"given_back"},
    "projects.prereview": {"given_back"},
    # One year after the certificate, of two dozen projects, is little.
    "results.evaluation": {"draft", "submitted", "returned"},
    "results.retirement": {"asked", "approved", "done", "refused"},
    # A tender is entered when it is over; what is under way is left to the clerks.
    "projects.tender": {"preparing", "submitted", "tendering", "doubted", "result", "closed"},
    "reviews.reviewround": {"amended"},
    "secrecy.classification": {"claimed", "declassified", "closed"},
    "secrecy.protection": {"plan", "use", "closed"},
}


@pytest.fixture
def demo(transactional_db, monkeypatch):
    """What the demonstration calls over HTTP must be committed before it answers; it compares its projects itself."""
    monkeypatch.setattr("similarity.rules.awaits_comparison", awaits_comparison)
    load(projects=24, say=lambda line: None)


def test_a_small_demonstration(demo, capsys):
    """One load, many looks at it: loading takes its time."""
    count, findings = verify_chain()
    assert findings == []
    assert count > 2000
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert recuse_late_conflicts() == 0, "nobody is shown who must not sit"

    missing = {}
    for machine in REGISTRY.values():
        states = set(machine.model._base_manager.values_list(machine.field, flat=True))
        if gone := set(machine.states.values) - states - PASSING.get(machine.key, set()):
            missing[machine.key] = gone
    assert missing == {}

    assert set(Post.objects.values_list("role", flat=True)) == set(Role.values)
    assert User.objects.get(username="office_clerk").check_password(PASSWORD)
    assert User.objects.filter(display_name__contains="龑").exists()
    assert Submission.objects.filter(number__gte=2, subject_type="projects.application").exists()
    assert experts_not_shown() == []
    assert likenesses_not_shown() == []
    assert AnnualList.objects.filter(state="approved", base=None).count() == 5
    assert Project.objects.filter(is_classified=True, declared_sum=0).count() == 5
    sums = set(Project.objects.exclude(stage=Stage.DRAFT).values_list("declared_sum", flat=True))
    assert {80_000, 1_000_000, 12_000_000} <= sums

    assert not_shown() == []

    drawn = list(Panel.objects.filter(lead=None).exclude(seed="").values_list("mode", "seed"))
    assert {mode for mode, _seed in drawn} == {"two_persons"}
    assert len(set(drawn)) == len(drawn) > 10, "each draw has words of its own"

    assert judged_anew() == []

    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert "office_clerk" in printed
    assert PASSWORD in printed


def not_shown():
    """What a stranger looks for in the back half and must find: kinds of contract, uses, retention, figures."""
    kinds = set(Contract.objects.values_list("kind", flat=True))
    office = Post.objects.filter(role=Role.OFFICE_CLERK).first()
    measured = IndicatorResult.objects.exclude(met=None)
    found = {
        "监理、测评合同": kinds >= {"main", "supervision", "testing"},
        "监理费指标": Indicator.objects.filter(use="management", paid_total__gt=0).exists(),
        "质保金": Contract.objects.filter(retention_percent__gt=0).exists(),
        "款项": {"advance", "progress", "acceptance"} <= set(Payment.objects.values_list("kind", flat=True)),
        "付款计划": PaymentStage.objects.exists(),
        "指标调整": {"reduce", "carry", "add"} & set(IndicatorChange.objects.values_list("kind", flat=True)),
        "来源在申报之内": not beyond_sources(),
        "实测值": all(re.search(r"\d", one.measured) for one in measured if re.search(r"\d", one.promised)),
        "月度调度": DispatchReport.objects.exists(),
        "催办和通报": set(Chase.objects.values_list("kind", flat=True)) == {"urge", "name"},
        "监理月报": SupervisionReport.objects.exists(),
        "关键设备": KeyEquipment.objects.exists(),
        "重大项目": MajorMark.objects.exists(),
        "可以复用的成果": any(advice(one, office) for one in Project.objects.filter(stage__in=EARLY)),
        "归档包": ArchivePackage.objects.exists(),
        "采购合同均由采购人验收": not bought_without_buyer(),
        "验收组签名": not Panel.objects.filter(purpose="acceptance", acceptance__state="issued", group=None).exists(),
    }
    return [what for what, there in found.items() if not there]


def bought_without_buyer():
    """Accepted projects of which a contract that was bought has no 验收书 in the system (article 12)."""
    rows = Contract.objects.filter(project__accepted_at__isnull=False, kind__in=("main", "services"))
    rows = rows.filter(project__path__in=("procurement", "service")).exclude(state="terminated")
    return [one for one in rows if not one.is_accepted()]


def beyond_sources():
    """Indicators of a source of which the application promised less (article 22)."""
    given = Indicator.objects.values("project", "source").annotate(total=Sum("amount"))
    promised = {
        (row["application__project"], row["kind"]): row["total"]
        for row in SourceLine.objects.values("application__project", "kind").annotate(total=Sum("amount"))
    }
    return [row for row in given if row["total"] > promised.get((row["project"], row["source"]), 0)]


def test_data_is_never_loaded_over_data(city):
    with pytest.raises(CommandError, match="已有数据"):
        call_command("demo")


def test_a_real_installation_takes_no_demonstration(settings):
    settings.SESSION_COOKIE_SECURE = True
    with pytest.raises(CommandError, match="密码是公开的"):
        call_command("demo")
