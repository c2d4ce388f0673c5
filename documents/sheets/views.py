"""Pages of every import: begin (template, file, paste), what was found, the marked copy."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.generic import DetailView, View

from accounts.access import RolesMixin, refuse_other_roles
from documents.sheets.columns import Kind
from documents.sheets.models import SheetImport
from documents.sheets.reading import Unusable, read_paste, read_upload
from documents.sheets.registry import KINDS
from documents.sheets.services import take_in
from documents.sheets.states import IMPORTERS, SheetState
from documents.sheets.writing import marked_copy, template
from workflow.errors import Forbidden
from workflow.exports import XLSX
from workflow.panel import build_panel

SHOWN_ROWS = 50
SHOWN_ERRORS = 200


class SheetBegin(RolesMixin, View):
    """Template, file or pasted cells; a good or a bad sheet both come to their own page."""

    roles = IMPORTERS

    def load(self):
        self.kind = KINDS.get(self.kwargs["kind"])
        if self.kind is None:
            raise Http404("没有这种表。")
        refuse_other_roles(self.request, self.kind.roles)
        self.target = self.kind.target(self.kwargs.get("pk"), self.request.post)

    def get(self, request, **kwargs):
        self.load()
        return self.show()

    def post(self, request, **kwargs):
        self.load()
        upload, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
        if not upload and not pasted.strip():
            return self.show("请选择文件，或把表格粘贴到文本框中。", 422)
        try:
            raw = read_upload(upload, self.kind) if upload else read_paste(pasted, self.kind)
        except Unusable as why:
            return self.show(str(why), 422)
        try:
            name = upload.name if upload else ""
            row = take_in(
                kind=self.kind.code, target_id=kwargs.get("pk"), raw=raw, post=request.post, file_name=name or ""
            )
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        return redirect(row)

    def show(self, error="", status=200):
        context = {
            "kind": self.kind,
            "target": self.target,
            "target_id": self.kwargs.get("pk"),
            "why_not": self.kind.may(self.target, self.request.post),
            "error": error,
            "back": self.kind.back(self.target),
            "pasted": self.request.POST.get("pasted", ""),
        }
        return render(self.request, "documents/sheets/begin.html", context, status=status)


class SheetTemplate(SheetBegin):
    http_method_names = ["get"]

    def show(self, error="", status=200):
        return _file(template(self.kind, self.target, self.request.post), f"{self.kind.title}模板.xlsx")


class SheetImportPage(RolesMixin, DetailView):
    """What was read: good rows as they will stand, or every wrong cell."""

    roles = IMPORTERS
    template_name = "documents/sheets/sheetimport.html"
    context_object_name = "sheet"

    def get_queryset(self):
        return SheetImport.objects.visible_to(self.request.post).select_related("created_by")

    def get_context_data(self, **kwargs):
        sheet, errors = self.object, self.object.cell_errors
        titles = {column.name: column.title for column in sheet.sheet_kind.columns}
        shown = [(error, titles[error.column]) for error in errors[:SHOWN_ERRORS]]
        return super().get_context_data(
            panel_steps=build_panel(sheet, self.request.post),
            columns=[(column, column.kind in (Kind.MONEY, Kind.NUMBER)) for column in sheet.sheet_kind.columns],
            rows=sheet.raw[:SHOWN_ROWS],
            more_rows=max(0, len(sheet.raw) - SHOWN_ROWS),
            errors=shown,
            more_errors=max(0, len(errors) - SHOWN_ERRORS),
            bad_rows=len({error.row for error in errors}),
            is_rejected=sheet.state == SheetState.REJECTED,
            back=sheet.sheet_kind.back(sheet.load_target()),
            **kwargs,
        )


class SheetMarked(SheetImportPage):
    """The sheet as it was sent, each wrong cell red with its reason."""

    def render_to_response(self, context, **kwargs):
        sheet = self.object
        content = marked_copy(sheet.sheet_kind, sheet.raw, sheet.cell_errors, sheet.load_target(), self.request.post)
        return _file(content, f"{sheet.sheet_kind.title}-标注错误.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
