from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.RoundList.as_view(), name="round_list"),
    path("counties/", views.CountyList.as_view(), name="county_list"),
    path("counties/new/", views.CountyCreate.as_view(), name="county_create"),
    path("reviewround/<uuid:pk>/", views.RoundPage.as_view(), name="reviewround"),
    path("rounds/<uuid:pk>/edit/", views.RoundEdit.as_view(), name="round_edit"),
    path("rounds/<uuid:pk>/difference/", views.RoundDifference.as_view(), name="round_difference"),
    path("rounds/<uuid:pk>/autosave/", views.RoundEdit.as_view(), {"autosave": True}, name="round_autosave"),
]
