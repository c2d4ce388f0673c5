from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.RoundList.as_view(), name="round_list"),
    path("arguments/", views.ArgumentList.as_view(), name="argument_list"),
    path("argument/<uuid:pk>/", views.ArgumentPage.as_view(), name="argument"),
    path("batch/", views.BatchConvene.as_view(), name="batch"),
    path("opinions/", views.BodyOpinionList.as_view(), name="bodyopinion_list"),
    path("bodyopinion/<uuid:pk>/", views.BodyOpinionPage.as_view(), name="bodyopinion"),
    path("rounds/<uuid:pk>/certificates/", views.certificate_add, name="certificate_add"),
    path("rounds/<uuid:pk>/certificates/drop/", views.certificate_drop, name="certificate_drop"),
    path("counties/", views.CountyList.as_view(), name="county_list"),
    path("counties/new/", views.CountyCreate.as_view(), name="county_create"),
    path("reviewround/<uuid:pk>/", views.RoundPage.as_view(), name="reviewround"),
    path("rounds/<uuid:pk>/edit/", views.RoundEdit.as_view(), name="round_edit"),
    path("rounds/<uuid:pk>/difference/", views.RoundDifference.as_view(), name="round_difference"),
    path("rounds/<uuid:pk>/autosave/", views.RoundEdit.as_view(), {"autosave": True}, name="round_autosave"),
]
