from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from changes import queries, services
from changes.forms import form_of, line_formsets
from changes.states import OPEN, ChangeState
from projects.exports import PUBLIC, attempt_columns
from projects.forms.content import CONTENT_FORMS
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column
from workflow.lists import StateList
from workflow.models import Submission
from workflow.panel import build_panel

COLUMNS = attempt_columns(
    Column("变更事项", lambda row: row.subject_words),
    Column("变更理由", lambda row: row.why, 40),
    Column("须重新预审", lambda row: "是" if row.pre_review else ""),
)
READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT, Role.DRC, Role.FINANCE)


class ChangeRequestList(RolesMixin, StateList):
    roles = READERS
    states, rows = ChangeState, staticmethod(queries.change_requests)
    export_name, export_columns, export_only = "变更", COLUMNS, PUBLIC
    template_name = "changes/changerequest_list.html"
    context_object_name = "changes"


class ChangeRequestPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "changes/changerequest.html"
    context_object_name = "change"

    def get_queryset(self):
        return queries.change_requests(self.request.post).select_related("project__unit", "checked_by__user")

    def get_context_data(self, **kwargs):
        change, post = self.object, self.request.post
        return super().get_context_data(
            panel_steps=build_panel(change, post),
            editable=change.may_attach(post),
            differences=change.differences(),
            route=change.route() if change.state in OPEN else None,
            submissions=Submission.objects.about(change),
            **kwargs,
        )


class ChangeRequestEdit(RolesMixin, View):
    roles = (Role.APPLICANT,)

    def load(self):
        self.change = get_object_or_404(queries.change_requests(self.request.post), pk=self.kwargs["pk"])
        if not self.change.may_attach(self.request.post):
            raise PermissionDenied("变更申请已提交，不能修改；如需修改请联系办理人退回。")

    def get(self, request, **kwargs):
        self.load()
        return self.show(form_of(self.change.kind)(instance=self.change), line_formsets(self.change))

    def post(self, request, **kwargs):
        self.load()
        form = form_of(self.change.kind)(request.POST, instance=self.change)
        lists = line_formsets(self.change, request.POST)
        # Each is asked, so that all errors are shown at once.
        answers = [one.is_valid() for one in (form, *lists.values())]
        if not all(answers):
            return self.show(form, lists or line_formsets(self.change), status=422)
        fields = form.cleaned_data | {field: formset.rows() for field, formset in lists.items()}
        try:
            saved = services.save_change(change=self.change, post=request.post, fields=fields)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except Conflict as conflict:
            form.meet(conflict)
            return self.show(form, lists or line_formsets(self.change), status=409)
        messages.success(request, "变更内容已保存，核对差异后提交。")
        return redirect(saved.get_absolute_url())

    def show(self, form, lists, status=200):
        drawn = [self.drawn(formset) for formset in lists.values()]
        context = {"change": self.change, "form": form, "lists": {"lists": drawn}}
        return render(self.request, "changes/changerequest_edit.html", context, status=status)

    @staticmethod
    def drawn(formset):
        """As the application draws it."""
        _section, _form, title, hint = CONTENT_FORMS[formset.prefix]
        return {"name": formset.prefix, "title": title, "hint": hint, "formset": formset}
