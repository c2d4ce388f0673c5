from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.generic import DetailView, ListView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, Role
from projects.exports import STATE
from sharing import queries
from sharing.filters import ResourceFilter
from sharing.forms import ItemFormSet, ResourceForm, SchemeForm, UploadForm
from sharing.models import SEES_CATALOGUE, CatalogueScheme, DataItem, InformationResource
from sharing.permits import PROVIDER_CLERK
from sharing.services import add_scheme, save_resource
from sharing.services.data import write_template
from sharing.services.guide_form import FormError, read_form, write_form
from sharing.states import ResourceState
from workflow.errors import Conflict
from workflow.exports import XLSX, Column, ExportedList
from workflow.models import AuditEvent
from workflow.panel import build_panel


class ResourceList(RolesMixin, ExportedList):
    roles = SEES_CATALOGUE
    template_name = "sharing/resource_list.html"
    context_object_name = "resources"
    paginate_by = 25
    export_name = "信息资源目录"
    export_columns = (
        STATE,
        Column("资源代码", lambda row: row.code, 24),
        Column("资源", lambda row: row.name, 40),
        Column("提供单位", lambda row: row.provider.name, 28),
        Column("类别", lambda row: row.get_kind_display()),
        Column("共享类型", lambda row: row.get_sharing_display()),
        Column("共享条件", lambda row: row.condition, 30),
        Column("更新周期", lambda row: row.get_cycle_display()),
        Column("向社会开放", lambda row: "是" if row.is_open else ""),
        Column("发布日期", lambda row: row.published_on),
        Column("数据项", lambda row: row.item_count, 8),
    )

    def get_queryset(self):
        self.filter = ResourceFilter(self.request.GET, queries.resources(self.request.post), request=self.request)
        return self.filter.qs

    def get(self, request, *args, **kwargs):
        """Besides the list as it is shown: the guide's own form 编制表, which the import reads."""
        if request.GET.get("export") != "form":
            return super().get(request, *args, **kwargs)
        rows = self.get_queryset().select_related("category__parent__parent__parent").prefetch_related("items")
        response = HttpResponse(write_form(rows), content_type=XLSX)
        response["Content-Disposition"] = content_disposition_header(True, "目录编制表.xlsx")
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            may_register=self.request.post.role == Role.APPLICANT,
            may_import=self.request.post.role in (Role.APPLICANT, *OFFICE_ROLES),
            **kwargs,
        )


class ResourcePage(RolesMixin, DetailView):
    roles = SEES_CATALOGUE
    template_name = "sharing/informationresource.html"
    context_object_name = "resource"

    def get_queryset(self):
        seen = InformationResource.objects.visible_to(self.request.post)
        return seen.select_related("provider", "category", "scheme", "data_updated_by__user").prefetch_related("items")

    def get_context_data(self, **kwargs):
        resource, post = self.object, self.request.post
        insider = post.organisation_id == resource.provider_id or post.role in OFFICE_ROLES
        pending = (
            insider and resource.version and resource.state not in (ResourceState.PUBLISHED, ResourceState.WITHDRAWN)
        )
        last = resource.versions.first() if pending else None
        return super().get_context_data(
            panel_steps=build_panel(resource, post),
            editable=resource.editable and PROVIDER_CLERK(resource, post),
            quality=queries.quality(resource),
            history=queries.history(resource),
            pending=queries.differences(last.content, resource.content()) if last else [],
            extension=[(one["label"], resource.extra.get(one["key"], "")) for one in resource.scheme.extension()]
            if resource.scheme
            else [],
            grants=queries.grants_seen(post).filter(resource=resource),
            events=AuditEvent.objects.about(resource).select_related("content").order_by("-pk")[:20]
            if insider
            else [],
            **kwargs,
        )


class ResourceEdit(RolesMixin, View):
    """New and draft resources; a published one is first opened for change."""

    roles = (Role.APPLICANT,)

    def load(self):
        if "pk" not in self.kwargs:
            return InformationResource()
        seen = InformationResource.objects.visible_to(self.request.post)
        resource = get_object_or_404(seen, pk=self.kwargs["pk"])
        if not PROVIDER_CLERK(resource, self.request.post):
            raise PermissionDenied("目录由提供单位经办人维护。")
        if not resource.editable:
            raise PermissionDenied(f"资源当前为“{resource.state_label}”，不能修改；已发布的先办理“变更目录”。")
        return resource

    def get(self, request, **kwargs):
        resource = self.load()
        return self.show(
            ResourceForm(instance=resource, post=request.post), ItemFormSet(instance=resource, prefix="items")
        )

    def post(self, request, **kwargs):
        resource = self.load()
        form = ResourceForm(request.POST, instance=resource, post=request.post)
        items = ItemFormSet(request.POST, instance=resource, prefix="items")
        if not form.is_valid() or not items.is_valid():
            return self.show(form, items, status=422)
        kept = [row for row in items.cleaned_data if row.get("name") and not row.get("DELETE")]
        try:
            saved = save_resource(resource=form.instance, items=kept, post=request.post)
        except Conflict as conflict:
            form.meet(conflict)
            return self.show(form, items, status=409)
        messages.success(
            request, f"已保存《{saved.name}》，代码 {saved.code}，共 {len(kept)} 个数据项。核对后提交单位审核。"
        )
        return redirect(saved.get_absolute_url())

    def show(self, form, items, status=200):
        context = {"form": form, "items": items, "resource": form.instance}
        return render(self.request, "sharing/resource_edit.html", context, status=status)


class DataTemplate(RolesMixin, View):
    """The head of the table that 更新数据 asks for."""

    roles = (Role.APPLICANT,)

    def get(self, request, pk):
        resource = get_object_or_404(InformationResource.objects.visible_to(request.post), pk=pk)
        if not PROVIDER_CLERK(resource, request.post):
            raise PermissionDenied("数据由提供单位经办人更新。")
        response = HttpResponse(write_template(resource), content_type=XLSX)
        response["Content-Disposition"] = content_disposition_header(True, f"{resource.name}数据模板.xlsx")
        return response


class ResourceImport(RolesMixin, View):
    roles = (Role.APPLICANT, *OFFICE_ROLES)

    def get(self, request):
        return self.show(UploadForm())

    def post(self, request):
        form, errors = UploadForm(request.POST, request.FILES), []
        if form.is_valid():
            try:
                kept = read_form(upload=form.cleaned_data["file"], post=request.post)
            except FormError as problem:
                errors = problem.errors
            except Conflict as conflict:
                errors = [conflict.message]
            else:
                messages.success(request, f"已导入 {len(kept)} 项资源，均为草稿；请核对后逐项提交审核。")
                return redirect(
                    "/sharing/?state=draft&mine=1" if request.post.role == Role.APPLICANT else "/sharing/?state=draft"
                )
        return self.show(form, errors, status=422)

    def show(self, form, errors=(), status=200):
        return render(self.request, "sharing/resource_import.html", {"form": form, "errors": errors}, status=status)


class DataItemPage(RolesMixin, DetailView):
    """One data item by its name: who provides it, who uses it (article 19)."""

    roles = SEES_CATALOGUE
    template_name = "sharing/dataitem.html"
    context_object_name = "item"

    def get_queryset(self):
        seen = InformationResource.objects.visible_to(self.request.post)
        return DataItem.objects.filter(resource__in=seen)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**queries.item_page(self.object.name, self.request.post), **kwargs)


class SchemeList(RolesMixin, ListView):
    """The versions of the form: core of the national guide, extension of the province (DB51/T 2847)."""

    roles = SEES_CATALOGUE
    template_name = "sharing/scheme_list.html"
    context_object_name = "schemes"

    def get_queryset(self):
        return CatalogueScheme.objects.annotate(used=Count("informationresource"))

    def get_context_data(self, **kwargs):
        may_keep = self.request.post.role == Role.OFFICE_CLERK
        return super().get_context_data(current=CatalogueScheme.in_force(), may_keep=may_keep, **kwargs)


class SchemeCreate(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)

    def get(self, request):
        current = CatalogueScheme.in_force()
        lines = [f"{one['label']}{'*' if one['required'] else ''}" for one in current.extension()] if current else []
        return self.show(SchemeForm(initial={"extension": "\n".join(lines)}))

    def post(self, request):
        form = SchemeForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        scheme = add_scheme(post=request.post, **form.cleaned_data)
        messages.success(request, f"已发布{scheme}，{scheme.valid_from} 起新登记的资源按此填写。")
        return redirect("sharing:scheme_list")

    def show(self, form, status=200):
        context = {
            "form": form, "heading": "发布目录元数据方案", "page": "sharing.scheme_create",
            "back": "sharing:scheme_list",
            "button": "发布", "words": "核心字段沿用国家目录编制指南，这里只列扩展字段。",
        }  # fmt: skip
        return render(self.request, "sharing/form.html", context, status=status)
