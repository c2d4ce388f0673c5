from django.urls import path

from projects.views import applications, lists, processes, projects

app_name = "projects"
urlpatterns = [
    path("", projects.ProjectList.as_view(), name="project_list"),
    path("new/", applications.ProjectCreate.as_view(), name="project_create"),
    path("ways/", projects.Ways.as_view(), name="ways"),
    path("project/<uuid:pk>/", projects.ProjectPage.as_view(), name="project"),
    path("application/<uuid:pk>/edit/", applications.ApplicationEdit.as_view(), name="application_edit"),
    path("application/<uuid:pk>/autosave/", applications.ApplicationAutosave.as_view(), name="application_autosave"),
    path("library/", projects.Library.as_view(), name="library"),
    path("library/add/", lists.list_add_from_library, name="list_add_from_library"),
    path("lists/", lists.AnnualLists.as_view(), name="annual_lists"),
    path("lists/new/", lists.AnnualListCreate.as_view(), name="annual_list_create"),
    path("annuallist/<uuid:pk>/", lists.AnnualListPage.as_view(), name="annuallist"),
    path("lists/<uuid:pk>/lines/", lists.list_add, name="list_add"),
    path("lists/<uuid:pk>/lines/<int:line>/remove/", lists.list_remove, name="list_remove"),
    path("lists/<uuid:pk>/ceiling/", lists.list_ceiling, name="list_ceiling"),
    path("lists/<uuid:pk>/lines/<int:line>/move/", lists.list_move, name="list_move"),
    path("lists/<uuid:pk>/lines/<int:line>/edit/", lists.list_edit_line, name="list_edit_line"),
    path("lists/<uuid:pk>/carry/", lists.list_carry, name="list_carry"),
    path("lists/<uuid:pk>/operation/", lists.list_operation, name="list_operation"),
    path("lists/<uuid:pk>/versions/", lists.ListVersions.as_view(), name="list_versions"),
    path("lists/<uuid:pk>/versions/save/", lists.list_save_version, name="list_save_version"),
    path("lists/<uuid:pk>/versions/<int:version_pk>/apply/", lists.list_apply_version, name="list_apply_version"),
    path("lists/<uuid:pk>/supplement/", lists.list_supplement, name="list_supplement"),
    path("lists/<uuid:pk>/change/", lists.list_change_line, name="list_change_line"),
    path("lists/<uuid:pk>/sheet/", lists.list_sheet, name="list_sheet"),
    path("lists/<uuid:pk>/presence/", lists.list_presence, name="list_presence"),
    path("prereviews/", processes.PreReviewList.as_view(), name="prereview_list"),
    path("prereview/<uuid:pk>/", processes.PreReviewPage.as_view(), name="prereview"),
    path("prereviews/<uuid:pk>/conditions/", processes.judge, name="prereview_judge"),
    path("gate/", processes.Gate.as_view(), name="gate"),
    path("filings/", processes.FilingList.as_view(), name="filing_list"),
    path("filing/<uuid:pk>/", processes.FilingPage.as_view(), name="filing"),
]
