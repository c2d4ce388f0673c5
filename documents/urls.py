from django.urls import path

from documents import intake
from documents.sheets import views as sheets
from documents.views import batches, drafts, ledger, papers, standing

app_name = "documents"
urlpatterns = [
    path("ledger/", ledger.Ledger.as_view(), name="ledger"),
    path("ledger/reserve/", ledger.reserve, name="reserve"),
    path("ledger/outside/", ledger.outside, name="outside"),
    path("ledger/<int:pk>/void/", ledger.void_entry, name="void"),
    path("document/<uuid:pk>/", papers.DocumentPage.as_view(), name="document"),
    path("document/<uuid:pk>/card/", papers.card, name="card"),
    path("document/<uuid:pk>/file/", papers.download, name="download"),
    path("document/<uuid:pk>/retry/", papers.retry, name="retry"),
    path("document/<uuid:pk>/void/", standing.void, name="document_void"),
    path("document/<uuid:pk>/sign-for/", standing.sign_for, name="document_sign_for"),
    path("document/<uuid:pk>/signature/", standing.signature, name="document_signature"),
    path("document/<uuid:pk>/scan/", standing.scan_upload, name="document_scan"),
    path("document/<uuid:pk>/correct/", drafts.correct, name="document_correct"),
    path("scan/<uuid:pk>/", standing.scan, name="scan"),
    path("draft/<slug:kind>/<uuid:pk>/open/", drafts.open_draft, name="draft_open"),
    path("draft/<uuid:pk>/", drafts.draft_page, name="draft"),
    path("draft/<uuid:pk>/layout/", drafts.layout, name="draft_layout"),
    path("draft/<uuid:pk>/preview/", drafts.preview, name="draft_preview"),
    path("draft/<uuid:pk>/issue/", drafts.reissue, name="draft_issue"),
    path("batch/", batches.batch_list, name="batches"),
    path("batch/start/", batches.batch_start, name="batch_start"),
    path("batch/<uuid:pk>/", batches.batch_page, name="batch"),
    path("batch/<uuid:pk>/cancel/", batches.batch_cancel, name="batch_cancel"),
    path("batch/<uuid:pk>/file/", batches.batch_file, name="batch_file"),
    path("attachment/<uuid:pk>/", papers.download_attachment, name="attachment"),
    path("upload/<slug:app>/<slug:model>/<uuid:pk>/", intake.upload, name="upload"),
    path("attachment/<uuid:pk>/remove/", intake.attachment_remove, name="attachment_remove"),
    path("attachment/<uuid:pk>/preview/", papers.preview_attachment, name="attachment_preview"),
    path("sheets/<slug:kind>/", sheets.SheetBegin.as_view(), name="sheet_begin"),
    path("sheets/<slug:kind>/template/", sheets.SheetTemplate.as_view(), name="sheet_template"),
    path("sheets/<slug:kind>/<uuid:pk>/", sheets.SheetBegin.as_view(), name="sheet_begin_for"),
    path("sheets/<slug:kind>/<uuid:pk>/template/", sheets.SheetTemplate.as_view(), name="sheet_template_for"),
    path("sheetimport/<uuid:pk>/", sheets.SheetImportPage.as_view(), name="sheetimport"),
    path("sheetimport/<uuid:pk>/marked/", sheets.SheetMarked.as_view(), name="sheet_marked"),
]
