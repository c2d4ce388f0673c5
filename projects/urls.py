from django.urls import path

from projects.views import applications, consultations, corrections, lists, processes, projects

app_name = "projects"
urlpatterns = [
    path("", projects.ProjectList.as_view(), name="project_list"),
    path("new/", applications.ProjectCreate.as_view(), name="project_create"),
    path("old/new/", applications.OldProjectCreate.as_view(), name="old_project_create"),
    path("ways/", projects.Ways.as_view(), name="ways"),
    path("project/<uuid:pk>/", projects.ProjectPage.as_view(), name="project"),
    path("application/<uuid:pk>/edit/", applications.ApplicationEdit.as_view(), name="application_edit"),
    path("application/<uuid:pk>/autosave/", applications.ApplicationAutosave.as_view(), name="application_autosave"),
    path("application/<uuid:pk>/changes/", corrections.ApplicationChanges.as_view(), name="application_changes"),
    path("prereviews/<uuid:pk>/changes/", corrections.PreReviewChanges.as_view(), name="prereview_changes"),
    path("application/<uuid:pk>/participants/", applications.invite, name="participant_invite"),
    path("corrections/<int:pk>/tick/", corrections.tick, name="correction_tick"),
    path("library/", projects.Library.as_view(), name="library"),
    path("library/add/", lists.list_add_from_library, name="list_add_from_library"),
    path("lists/", lists.AnnualLists.as_view(), name="annual_lists"),
    path("lists/new/", lists.AnnualListCreate.as_view(), name="annual_list_create"),
    path("annuallist/<uuid:pk>/", lists.AnnualListPage.as_view(), name="annuallist"),
    path("lists/<uuid:pk>/lines/", lists.list_add, name="list_add"),
    path("lists/<uuid:pk>/lines/<int:line>/remove/", lists.list_remove, name="list_remove"),
    path("lists/<uuid:pk>/ceiling/", lists.list_ceiling, name="list_ceiling"),
    path("prereviews/", processes.PreReviewList.as_view(), name="prereview_list"),
    path("prereview/<uuid:pk>/", processes.PreReviewPage.as_view(), name="prereview"),
    path("prereviews/<uuid:pk>/conditions/", processes.judge, name="prereview_judge"),
    path("consultations/", consultations.ConsultationList.as_view(), name="consultation_list"),
    path("consultation/<uuid:pk>/", consultations.ConsultationPage.as_view(), name="consultation"),
    path("extension/<uuid:pk>/", consultations.ExtensionPage.as_view(), name="extension"),
    path("gate/", processes.Gate.as_view(), name="gate"),
    path("tenders/", processes.TenderList.as_view(), name="tender_list"),
    path("tender/<uuid:pk>/", processes.TenderPage.as_view(), name="tender"),
    path("supervision/", processes.Supervision.as_view(), name="supervision"),
    path("filings/", processes.FilingList.as_view(), name="filing_list"),
    path("filing/<uuid:pk>/", processes.FilingPage.as_view(), name="filing"),
]
