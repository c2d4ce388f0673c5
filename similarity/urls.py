from django.urls import path

from similarity import views

app_name = "similarity"
urlpatterns = [
    path("", views.LikenessList.as_view(), name="likeness_list"),
    path("groups/", views.SplitList.as_view(), name="splitgroup_list"),
    path("project/<uuid:pk>/", views.ProjectFindings.as_view(), name="project"),
    path("likeness/<uuid:pk>/", views.LikenessPage.as_view(), name="likeness"),
    path("splitgroup/<uuid:pk>/", views.SplitPage.as_view(), name="splitgroup"),
]
