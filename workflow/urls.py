from django.urls import path

from workflow import views

app_name = "workflow"
urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notice_list"),
    path("notices/read/", views.read_all_notices, name="notice_read_all"),
    path("notices/<int:pk>/", views.open_notice, name="notice_open"),
    path("audit/", views.AuditList.as_view(), name="audit_list"),
]

# Mounted at the root, last: one view for every transition of every machine.
transition_patterns = [
    path("<slug:app>/<slug:model>/<uuid:pk>/<slug:transition>/", views.TransitionView.as_view(), name="transition")
]
