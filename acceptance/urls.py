from django.urls import path

from acceptance import views

app_name = "acceptance"
urlpatterns = [
    path("", views.AcceptanceList.as_view(), name="acceptance_list"),
    path("acceptance/<uuid:pk>/", views.AcceptancePage.as_view(), name="acceptance"),
    path("trial/<uuid:pk>/", views.TrialPage.as_view(), name="trial"),
    path("acceptance/<uuid:pk>/edit/", views.ReportEdit.as_view(), name="acceptance_edit"),
    path("acceptance/<uuid:pk>/autosave/", views.ReportEdit.as_view(), {"autosave": True}, name="acceptance_autosave"),
]
