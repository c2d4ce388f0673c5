"""A pool, an allocation, a system: made through the services, as people make them."""

import datetime
from decimal import Decimal

from django.utils import timezone

from accounts.roles import Role
from infrastructure.models import Incident, Plan, Platform, Pool, RunningSystem, ServiceChange
from infrastructure.services import (
    identify,
    open_allocation,
    plan_visit,
    propose_change,
    report_incident,
    save_plan,
    start_migration,
)
from tests.factories import make_org, make_post
from workflow.engine import perform


class Hands:
    """Unit and office; posts of a city where one is given."""

    def __init__(self, city=None):
        if city is not None:
            self.applicant, self.unit_leader = city.applicant, city.unit_leader
            self.clerk, self.leader, self.cyberspace = city.office_clerk, city.office_leader, city.cyberspace
            return
        unit = make_org("广元市民政局")
        self.applicant, self.unit_leader = make_post(Role.APPLICANT, unit), make_post(Role.UNIT_LEADER, unit)
        self.clerk, self.leader = make_post(Role.OFFICE_CLERK), make_post(Role.OFFICE_LEADER)
        self.cyberspace = make_post(Role.CYBERSPACE)

    def pool(self, capacity="100", measure="cpu"):
        defaults = {"capacity": Decimal(capacity)}
        return Pool.objects.get_or_create(cloud="gov_cloud", measure=measure, defaults=defaults)[0]

    def draft(self, pool, asked="10", system="救助系统", days=365):
        today = timezone.localdate()
        fields = {
            "project": None, "system": system, "cloud": "gov_cloud", "environment": "production", "reason": "新建系统",
            "starts_on": today, "ends_on": today + datetime.timedelta(days=days),
        }  # fmt: skip
        return open_allocation(fields=fields, quantities={pool: Decimal(asked)}, post=self.applicant)

    def deciding(self, pool, asked="10", **more):
        one = perform(self.draft(pool, asked, **more), "submit", post=self.applicant)
        one = perform(one, "confirm", post=self.unit_leader)
        return perform(one, "pass_check", post=self.clerk, data={"note": "属实"})

    def granted(self, pool, asked="10", **more):
        return perform(self.deciding(pool, asked, **more), "grant", post=self.leader)

    def system(self, name="救助系统", **more):
        return RunningSystem.objects.create(unit=self.applicant.organisation, name=name, **more)

    def move(self, system, wave=1):
        return start_migration(system=system, wave=wave, post=self.clerk)

    def plan(self, move, way="migration", **more):
        data = {"way": way, "plan": "双轨运行后切换", "due_on": timezone.localdate(), "stay_until": None, **more}
        return perform(move, "hand_in", post=self.applicant, data=data)

    def visit(self, system):
        today = timezone.localdate()
        identify(system=system, body="省民政厅", number="川民函〔2026〕8号", on=today, post=self.cyberspace)
        return plan_visit(system=system, kind="inspection", planned_on=today, post=self.cyberspace)

    def held(self, visit):
        data = {"held_on": timezone.localdate(), "conclusion": "发现弱口令"}
        return perform(visit, "hold", post=self.cyberspace, data=data)

    def finding(self, visit, days=30):
        due = timezone.localdate() + datetime.timedelta(days=days)
        data = {"severity": "high", "what": "管理端弱口令", "demand": "立即更换", "due_on": due}
        perform(visit, "add_finding", post=self.cyberspace, data=data)
        return visit.findings.latest("created_at")

    def platform(self):
        fields = {"kind": "gov_cloud", "operator": "信息办"}
        return Platform.objects.get_or_create(name="广元市政务云", defaults=fields)[0]

    def incident(self, hours=2):
        at = timezone.now() - datetime.timedelta(hours=hours)
        row = Incident(platform=self.platform(), severity="high", happened_at=at, what="存储故障")
        return report_incident(incident=row, post=self.clerk)

    def change(self):
        now = timezone.now()
        end = now + datetime.timedelta(hours=2)
        row = ServiceChange(platform=self.platform(), what="升级", window_from=now, window_to=end, fallback="回滚")
        return propose_change(change=row, post=self.clerk)

    def it_plan(self, post=None):
        years = [{"year": 2027, "content": "业务系统整合", "amount": Decimal(500_000)}]
        plan = Plan(name="民政信息化规划", summary="整合")
        return save_plan(plan=plan, platforms=[self.platform()], years=years, post=post or self.applicant)


def infrastructure_samples(city):
    hands = Hands(city)
    allocation = hands.granted(hands.pool())
    system = hands.system("养老系统")
    visit = hands.held(hands.visit(system))
    return allocation, system, hands.move(system), visit, hands.finding(visit)
