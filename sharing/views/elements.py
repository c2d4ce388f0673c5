from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.exports import STATE
from projects.models import Project
from sharing.forms import CaseForm, CollectForm, ElementForm, NameRulesForm
from sharing.models import SEES_CATALOGUE, Collection, DataElement, NameRule, SourceCase, SourceOpinion
from sharing.queries import elements as queries
from sharing.services import keep_name_rules, open_case, save_element, settle_collection
from sharing.states import CaseState
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.panel import build_panel

PARTIES = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)


def _events(obj):
    return AuditEvent.objects.about(obj).select_related("content").order_by("-pk")[:30]


class ElementList(RolesMixin, ExportedList):
    """Elements with their sources; where two bodies have one and none is the source, it collides."""

    roles = SEES_CATALOGUE
    template_name = "sharing/element_list.html"
    context_object_name = "lines"
    export_name = "一数一源"
    export_columns = (
        Column("数据元", lambda row: row.element.name, 28),
        Column("另写作", lambda row: "、".join(row.alike), 28),
        Column("数源", lambda row: row.source.body.name if row.source else "", 28),
        Column("提供单位", lambda row: "、".join(row.providers.values()), 40),
        Column("拟采集项目", lambda row: "、".join(row.projects.values()), 40),
        Column("情况", lambda row: row.standing),
    )

    def get_queryset(self):
        self.everything = queries.element_lines(self.request.post)
        only = self.request.GET.get("only", "")
        if only == "collisions":
            return [line for line in self.everything if line.collides]
        if only == "settled":
            return [line for line in self.everything if line.source]
        return self.everything

    def get_context_data(self, **kwargs):
        post, only = self.request.post, self.request.GET.get("only", "")
        collisions = sum(line.collides for line in self.everything)
        may_keep = post.role == Role.OFFICE_CLERK
        return super().get_context_data(
            collisions=collisions, only=only, may_keep=may_keep,
            unnamed=queries.unnamed(post) if may_keep else [], rules=NameRule.objects.all(), **kwargs,
        )  # fmt: skip


class ElementPage(RolesMixin, DetailView):
    roles = SEES_CATALOGUE
    template_name = "sharing/dataelement.html"
    context_object_name = "element"

    def get_queryset(self):
        return DataElement.objects.visible_to(self.request.post).prefetch_related("sources__body")

    def get_context_data(self, **kwargs):
        post = self.request.post
        return super().get_context_data(
            may_keep=post.role == Role.OFFICE_CLERK, **queries.element_page(self.object, post), **kwargs
        )


class ElementEdit(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)

    def load(self):
        if "pk" not in self.kwargs:
            return DataElement()
        return get_object_or_404(DataElement.objects.visible_to(self.request.post), pk=self.kwargs["pk"])

    def get(self, request, **kwargs):
        name, *others = [one[:80] for one in request.GET.getlist("name")] or [""]
        initial = {"name": name, "words": "\n".join(others)} if name else {}
        return self.show(ElementForm(instance=self.load(), initial=initial))

    def post(self, request, **kwargs):
        form = ElementForm(request.POST, instance=self.load())
        if not form.is_valid():
            return self.show(form, status=422)
        names = form.cleaned_data["names"]
        element = save_element(element=form.instance, names=names, post=request.post)
        messages.success(request, f"已保存数据元“{element.name}”，共 {len(names)} 个名称。")
        return redirect(element.get_absolute_url())

    def show(self, form, status=200):
        context = {
            "form": form, "heading": "数据元", "page": "sharing.element_edit", "back": "sharing:element_list",
            "button": "保存", "words": "同义名称相同的数据项视为同一数据元，据此发现重复采集。",
        }  # fmt: skip
        return render(self.request, "sharing/form.html", context, status=status)


class NameRules(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)

    def get(self, request):
        words: dict[str, list[str]] = {kind: [] for kind in NameRule.Kind.values}
        for rule in NameRule.objects.all():
            words[rule.kind].append(rule.word)
        return self.show(NameRulesForm(initial={kind: "\n".join(listed) for kind, listed in words.items()}))

    def post(self, request):
        form = NameRulesForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        keep_name_rules(words=form.cleaned_data, post=request.post)
        messages.success(request, "已保存名称归一规则，多源冲突和重复采集按新规则判断。")
        return redirect("sharing:element_list")

    def show(self, form, status=200):
        context = {
            "form": form, "heading": "名称归一规则", "page": "sharing.name_rules", "back": "sharing:element_list",
            "button": "保存", "words": "比对数据项名称时，先统一全半角、空格和括注，再略去这里的字词。",
        }  # fmt: skip
        return render(self.request, "sharing/form.html", context, status=status)


class CaseCreate(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)

    def load(self, pk):
        element = get_object_or_404(DataElement.objects.visible_to(self.request.post), pk=pk)
        return element, queries.bodies_of(element, self.request.post)

    def get(self, request, pk):
        element, bodies = self.load(pk)
        return self.show(element, CaseForm(bodies=bodies))

    def post(self, request, pk):
        element, bodies = self.load(pk)
        form = CaseForm(request.POST, bodies=bodies)
        if not form.is_valid():
            return self.show(element, form, status=422)
        try:
            case = open_case(element=element, bodies=bodies, post=request.post, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            return self.show(element, form, status=422)
        messages.success(request, f"已提出数源认定，已请 {case.opinions.count()} 个单位答复意见。")
        return redirect(case.get_absolute_url())

    def show(self, element, form, status=200):
        context = {
            "form": form, "heading": f"提出数源认定：{element.name}", "page": "sharing.case_create",
            "back": "sharing:element_list", "button": "征求意见",
            "words": "提供或拟采集该数据元的单位都将收到征求意见通知。",
        }  # fmt: skip
        return render(self.request, "sharing/form.html", context, status=status)


class CaseList(RolesMixin, StateList):
    roles = PARTIES
    states, rows = CaseState, staticmethod(queries.cases)
    template_name = "sharing/case_list.html"
    context_object_name = "cases"
    export_name = "数源认定"
    export_columns = (
        STATE,
        Column("数据元", lambda row: row.element.name, 28),
        Column("建议数源", lambda row: row.proposed.name, 28),
        Column("征求单位数", lambda row: row.asked),
        Column("已答复", lambda row: row.given),
        Column("确定的数源", lambda row: row.body.name if row.body else "", 28),
        Column("生效日", lambda row: row.effective_on),
    )


class _Record(RolesMixin, DetailView):
    roles = PARTIES
    context_object_name = "one"
    related: tuple[str, ...] = ()

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.post).select_related(*self.related)

    def get_context_data(self, **kwargs):
        panel = build_panel(self.object, self.request.post)
        return super().get_context_data(panel_steps=panel, events=_events(self.object), **kwargs)


class CasePage(_Record):
    model = SourceCase
    related = ("element", "proposed", "body", "resource")
    template_name = "sharing/sourcecase.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(opinions=self.object.opinions.select_related("unit"), **kwargs)


class OpinionPage(_Record):
    model = SourceOpinion
    related = ("case__element", "case__proposed", "unit")
    template_name = "sharing/sourceopinion.html"


class CollectionPage(_Record):
    model = Collection
    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.CYBERSPACE, Role.LEADING_GROUP)
    related = ("project__unit", "element")
    template_name = "sharing/collection.html"


class ProjectItems(RolesMixin, View):
    """What a project would collect although it has a source; the unit settles each."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES)

    def load(self, pk):
        seen = Project.objects.visible_to(self.request.post).select_related("unit")
        project = get_object_or_404(seen, pk=pk)
        if project.is_classified:
            raise Http404
        return project

    def get(self, request, pk):
        return self.show(self.load(pk), CollectForm())

    def post(self, request, pk):
        project, form = self.load(pk), CollectForm(request.POST)
        if not form.is_valid():
            return self.show(project, form, status=422)
        data = form.cleaned_data
        reason = data["reason"].strip() if data["act"] == "reason" else ""
        try:
            settle_collection(project=project, element=data["element"], reason=reason, post=request.post)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except Conflict as conflict:
            messages.warning(request, conflict.message)
        else:
            messages.success(
                request, "已说明理由，等待信息办审查。" if reason else "已改为共享取得，请向数源单位申请共享。"
            )
        return redirect("sharing:project_items", pk=project.pk)

    def show(self, project, form, status=200):
        post = self.request.post
        mine = post.role == Role.APPLICANT and post.organisation_id == project.unit_id
        context = {"project": project, "items": queries.project_items(project), "form": form, "mine": mine}
        return render(self.request, "sharing/project_items.html", context, status=status)
