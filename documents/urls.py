from django.urls import path

from documents import intake, views
from documents.sheets import views as sheets

app_name = "documents"
urlpatterns = [
    path("ledger/", views.Ledger.as_view(), name="ledger"),
    path("ledger/<int:pk>/void/", views.void_entry, name="void"),
    path("document/<uuid:pk>/", views.DocumentPage.as_view(), name="document"),
    path("document/<uuid:pk>/card/", views.card, name="card"),
    path("document/<uuid:pk>/file/", views.download, name="download"),
    path("document/<uuid:pk>/retry/", views.retry, name="retry"),
    path("attachment/<uuid:pk>/", views.download_attachment, name="attachment"),
    path("upload/<slug:app>/<slug:model>/<uuid:pk>/", intake.upload, name="upload"),
    path("attachment/<uuid:pk>/remove/", intake.attachment_remove, name="attachment_remove"),
    path("attachment/<uuid:pk>/preview/", views.preview_attachment, name="attachment_preview"),
    path("sheets/<slug:kind>/", sheets.SheetBegin.as_view(), name="sheet_begin"),
    path("sheets/<slug:kind>/template/", sheets.SheetTemplate.as_view(), name="sheet_template"),
    path("sheets/<slug:kind>/<uuid:pk>/", sheets.SheetBegin.as_view(), name="sheet_begin_for"),
    path("sheets/<slug:kind>/<uuid:pk>/template/", sheets.SheetTemplate.as_view(), name="sheet_template_for"),
    path("sheetimport/<uuid:pk>/", sheets.SheetImportPage.as_view(), name="sheetimport"),
    path("sheetimport/<uuid:pk>/marked/", sheets.SheetMarked.as_view(), name="sheet_marked"),
]
