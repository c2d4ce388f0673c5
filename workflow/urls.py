from django.urls import path

from workflow.views import norms, notices, steps, trail

app_name = "workflow"
urlpatterns = [
    path("notices/", notices.NoticeList.as_view(), name="notice_list"),
    path("notices/read/", notices.read_all_notices, name="notice_read_all"),
    path("notices/<int:pk>/", notices.open_notice, name="notice_open"),
    path("audit/", trail.AuditList.as_view(), name="audit_list"),
    path("parameters/", norms.ParameterList.as_view(), name="parameter_list"),
    path("parameters/<str:key>/", norms.ParameterPage.as_view(), name="parameter"),
    path("parameters/<int:pk>/withdraw/", norms.withdraw, name="parameter_withdraw"),
    path("workdays/", norms.Workdays.as_view(), name="workdays"),
    path("workdays/<int:year>/", norms.HolidayEntry.as_view(), name="holiday_entry"),
]

# Mounted at the root, last: one view for every transition of every machine.
transition_patterns = [
    path("<slug:app>/<slug:model>/<uuid:pk>/<slug:transition>/", steps.TransitionView.as_view(), name="transition")
]
