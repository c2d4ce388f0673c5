"""The workbench of a list in the making: its lines, sums, what-ifs and changes (article 9)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.roles import OFFICE_ROLES
from projects import queries, services
from projects.forms.lists import CeilingsForm, ChangeLineForm, LineForm, MoveForm, OperationForm, VersionForm
from projects.models import AnnualList, ListLine
from projects.presence import say_here
from projects.states import ListState
from projects.views.lists import AnnualListPage
from workflow.errors import Conflict, Forbidden
from workflow.views.again import page_again


def _form(request, pk, slot, make, change):
    """A form of the workbench. What it refuses is said on the list's own page, and what was typed stays in the form.

    `make(annual_list)` binds it; `change(annual_list, form)` does it; `slot` is its name on the page. That page's own
    links (the next candidates) come here as a GET, and go on to the list.
    """
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    if request.method != "POST":
        return redirect(f"{annual_list.get_absolute_url()}?{request.GET.urlencode()}")
    form, status, url = make(annual_list), 422, annual_list.get_absolute_url()
    if form.is_valid():
        try:
            change(annual_list, form)
            return redirect(url)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            status = 409
    annual_list.refresh_from_db()
    gone = annual_list.state != ListState.DRAFT
    if status == 409 and "version" in form.fields:
        # The page says what stands there now: whoever saves once more means it.
        version = form.stored_version(annual_list)
        form.data, gone = dict(form.data.items()) | {"version": version}, gone or version is None
    if gone:
        words = "；".join(form.non_field_errors())
        return render(request, "409.html", {"message": words, "object": annual_list}, status=409)
    return page_again(AnnualListPage, request, annual_list, status=status, **{slot: form})


def _change(request, pk, change):
    """One change of a list in the making; one that is so no more answers 409."""
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    try:
        change(annual_list)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": annual_list}, status=409)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(annual_list.get_absolute_url())


def keys_of(texts):
    """Those that are keys of projects at all."""
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


@require_POST
@for_roles(*OFFICE_ROLES)
def list_add(request, pk):
    keys = keys_of(request.POST.getlist("project")[:500])

    def change(annual_list):
        found = queries.listable(request.post).filter(pk__in=keys).select_related("unit", "application")
        projects = found.prefetch_related("application__sources").order_by("admitted_at")
        count = services.add_to_list(annual_list=annual_list, projects=projects, post=request.post)
        if count:
            messages.success(request, f"已列入 {count} 个项目；提交市政府审定前可以增减。")
        else:
            messages.warning(request, "没有新列入的项目：请先勾选，或所选项目已在清单中。")

    return _change(request, pk, change)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_add_from_library(request):
    """The library's own button: the list is chosen in the form."""
    chosen = keys_of([request.POST.get("annual_list", "")])
    if not chosen:
        messages.error(request, "请先选择要列入的年度清单；没有拟制中的清单时，先建立当年清单。")
        return redirect("projects:library")
    return list_add(request, chosen[0])


@require_POST
@for_roles(*OFFICE_ROLES)
def list_remove(request, pk, line):
    def change(annual_list):
        row = get_object_or_404(ListLine.objects.select_related("project"), pk=line, annual_list=annual_list)
        services.remove_from_list(annual_list=annual_list, line=row, post=request.post)
        messages.success(request, f"已移出《{row.project.name}》，仍在滚动库。")

    return _change(request, pk, change)


@for_roles(*OFFICE_ROLES)
def list_ceiling(request, pk):
    def make(annual_list):
        return CeilingsForm({"version": "0", **request.POST.dict()})

    def change(annual_list, form):
        typed = form.cleaned_data
        version = typed["version"] if "version" in request.POST else None
        given = {"ceiling": typed["ceiling"], "by_source": form.by_source(), "version": version}
        services.set_ceiling(annual_list=annual_list, post=request.post, **given)
        messages.success(request, "已调整年度盘子。")

    return _form(request, pk, "ceiling_form", make, change)


def _typed(form):
    """The cleaned data, or every error with its field's label."""
    if not form.is_valid():
        errors = [
            f"{form.fields[name].label or name}：{text}" for name, texts in form.errors.items() for text in texts
        ]
        raise ValidationError(errors)
    return form.cleaned_data


def _line(annual_list, line):
    return get_object_or_404(
        ListLine.objects.select_related("project", "annual_list"), pk=line, annual_list=annual_list
    )


@require_POST
@for_roles(*OFFICE_ROLES)
def list_move(request, pk, line):
    """Drag, key or button: all post the same."""

    def change(annual_list):
        row = _line(annual_list, line)
        moved = services.move_line(
            annual_list=annual_list, line=row, post=request.post, **_typed(MoveForm(request.POST))
        )
        sums = queries.list_sums(annual_list, request.post)
        word = f"，超出盘子 {sums.over / 10000:,.2f} 万元" if sums.over else ""
        messages.success(
            request,
            f"《{moved.project.name}》：{moved.get_placement_display()}。拟列 {sums.count} 个，"
            f"本年安排 {sums.this_year / 10000:,.2f} 万元{word}。",
        )

    return _change(request, pk, change)


@for_roles(*OFFICE_ROLES)
def list_edit_line(request, pk, line):
    def make(annual_list):
        return LineForm(request.POST, line=_line(annual_list, line))

    def change(annual_list, form):
        given = {"fields": form.fields_of_line(), "version": form.cleaned_data["version"]}
        row = services.edit_line(annual_list=annual_list, line=form.line, post=request.post, **given)
        messages.success(request, f"已修改《{row.project.name}》的本年安排和备注。")

    return _form(request, pk, "line_form", make, change)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_carry(request, pk):
    def change(annual_list):
        count = services.carry_on(annual_list=annual_list, post=request.post)
        rolled = services.roll_operations(annual_list=annual_list, post=request.post)
        messages.success(request, f"已带入续建项目 {count} 个、上年运维 {rolled} 项；续建排在最前。")

    return _change(request, pk, change)


@for_roles(*OFFICE_ROLES)
def list_operation(request, pk):
    def make(annual_list):
        return OperationForm(request.POST, projects=queries.operable(annual_list, request.post))

    def change(annual_list, form):
        line = services.add_operation(annual_list=annual_list, post=request.post, **form.cleaned_data)
        messages.success(request, f"已列入《{line.project.name}》运维，合计 {line.total / 10000:,.2f} 万元。")

    return _form(request, pk, "operation_form", make, change)


@for_roles(*OFFICE_ROLES)
def list_save_version(request, pk):
    def change(annual_list, form):
        name = form.cleaned_data["name"]
        version = services.save_version(annual_list=annual_list, name=name, post=request.post)
        messages.success(request, f"已保存方案“{version}”。可以继续调整后另存，再比较。")

    return _form(request, pk, "version_form", lambda annual_list: VersionForm(request.POST), change)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_apply_version(request, pk, version_pk):
    def change(annual_list):
        version = get_object_or_404(annual_list.versions, pk=version_pk)
        moved = services.apply_version(annual_list=annual_list, version=version, post=request.post)
        messages.success(request, f"已采用方案“{version}”，{moved} 个项目改变了安排。")

    return _change(request, pk, change)


@for_roles(*OFFICE_ROLES)
def list_change_line(request, pk):
    def make(annual_list):
        return ChangeLineForm(request.POST, lines=queries.changeable(annual_list, request.post))

    def change(annual_list, form):
        row = services.change_line(supplement=annual_list, post=request.post, **form.cleaned_data)
        messages.success(request, f"《{row.project.name}》已列入本次调整：{row.get_kind_display()}。")

    return _form(request, pk, "change_form", make, change)


@for_roles(*OFFICE_ROLES)
def list_presence(request, pk):
    """Asked every twenty seconds by an open workbench: who else is here, and is the page old."""
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    seen = request.GET.get("version", "")
    context = {
        "annual_list": annual_list,
        "others": say_here(annual_list, request.post),
        "is_old": seen != str(annual_list.version),
        "seen": seen,
    }
    return render(request, "projects/_list_presence.html", context)
