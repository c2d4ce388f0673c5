"""A resource, a request, a grant: made through the services, as people make them."""

import datetime

from django.utils import timezone

from accounts.roles import Role
from sharing.guide import load_guide
from sharing.models import CatalogueCategory, DataElement, DataRow, Doubt, InformationResource, SharingRequest
from sharing.services import issue_order, open_case, save_element, save_resource
from sharing.services.adaptation import keep_answer
from sharing.services.own_interface import Answered
from tests.factories import make_org, make_post
from workflow.engine import perform

ITEMS = ("姓名", "证件号码", "住址")


def item(name, **more):
    return {"name": name, "type": "text", "length": 20, "sharing": "free", "open": False, **more}


class Sides:
    """Provider, user and office; posts of a city where one is given."""

    def __init__(self, city=None):
        if city is not None:
            self.giver, self.giver_leader = city.stranger, city.strange_leader
            self.user, self.user_leader = city.applicant, city.unit_leader
            self.clerk, self.leader = city.office_clerk, city.office_leader
            return
        give, use = make_org("广元市公安局"), make_org("广元市民政局")
        self.giver, self.giver_leader = make_post(Role.APPLICANT, give), make_post(Role.UNIT_LEADER, give)
        self.user, self.user_leader = make_post(Role.APPLICANT, use), make_post(Role.UNIT_LEADER, use)
        self.clerk, self.leader = make_post(Role.OFFICE_CLERK), make_post(Role.OFFICE_LEADER)

    def draft(self, name="户籍人口信息", sharing="conditional", items=None, **more):
        load_guide()
        condition = "履行法定职责需要" if sharing == "conditional" else ""
        resource = InformationResource(
            name=name, provider=self.giver.organisation, kind="professional", sharing=sharing, condition=condition,
            category=CatalogueCategory.objects.get(code="303001"), abstract=f"{name}摘要", cycle="每日", **more,
        )  # fmt: skip
        return save_resource(resource=resource, items=items or [item(n) for n in ITEMS], post=self.giver)

    def published(self, *args, rows=0, **more):
        resource = perform(self.draft(*args, **more), "submit", post=self.giver)
        resource = perform(resource, "confirm", post=self.giver_leader)
        resource = perform(resource, "publish", post=self.clerk)
        names = [one.name for one in resource.items.all()]
        DataRow.objects.bulk_create(
            DataRow(resource=resource, number=n, values={name: f"{name}{n}" for name in names}) for n in range(rows)
        )
        return resource

    def ask(self, resource, items=None):
        today = timezone.localdate()
        data = {
            "items": list(resource.items.filter(name__in=items) if items else resource.items.all()),
            "purpose": "社会救助核对", "duty": "《社会救助暂行办法》第五十八条", "system": None, "way": "interface",
            "frequency": "每日", "starts_on": today, "ends_on": today + datetime.timedelta(days=200),
        }  # fmt: skip
        perform(resource, "request", post=self.user, data=data)
        return SharingRequest.objects.latest("created_at")

    def reported(self, resource, items=None):
        asked = perform(self.ask(resource, items), "submit", post=self.user)
        perform(asked, "confirm", post=self.user_leader)
        return SharingRequest.objects.get(pk=asked.pk)

    def answering(self, resource, items=None):
        return perform(self.reported(resource, items), "pass_on", post=self.clerk)

    def granted(self, resource, items=None, **limits):
        asked = self.answering(resource, items)
        data = {"items": list(asked.items.all()), "note": "", **limits}
        return perform(asked, "agree", post=self.giver_leader, data=data).grant


def sharing_samples(city):
    sides = Sides(city)
    resource = sides.published(rows=2, is_open=True, items=[item("姓名", open=True)])
    resource = perform(resource, "open_up", post=sides.clerk, data={"safe": True, "note": "可以开放"})
    grant = sides.granted(resource)
    perform(grant, "doubt", post=sides.user, data={"item": "姓名", "what": "与身份证不符"})
    return resource, resource.items.get(), grant.request, grant, Doubt.objects.get()


def order_of(system, city):
    due = timezone.localdate()
    return issue_order(system=system, finding="没有接口", demand="接入平台", due_on=due, post=city.office_clerk)


def called(order, clerk, rows):
    """The step with its call, answered without a server."""
    order = perform(order, "call", post=clerk)
    keep_answer(call=order.calls.first(), answer=Answered(200, rows, 5, f"取到 {rows} 条"))
    return order


def element(city, name="证件号码", words=("身份证号",)):
    return save_element(element=DataElement(name=name), names=[name, *words], post=city.office_clerk)


def case_of(one, city):
    """Proposed: the stranger's unit; asked: it and the city's own unit."""
    bodies = [city.stranger.organisation, city.applicant.organisation]
    return open_case(element=one, proposed=bodies[0], why="两家提供", bodies=bodies, post=city.office_clerk)
