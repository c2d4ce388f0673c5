from django.urls import path

from archives import views

app_name = "archives"
urlpatterns = [
    path("late/", views.LateFilings.as_view(), name="late_filings"),
    path("social/", views.SocialList.as_view(), name="social_list"),
    path("social/new/", views.SocialCreate.as_view(), name="social_create"),
    path("socialfiling/<uuid:pk>/", views.SocialPage.as_view(), name="socialfiling"),
    path("project/<uuid:pk>/", views.ask, name="ask"),
    path("package/<uuid:pk>/", views.PackagePage.as_view(), name="package"),
    path("package/<uuid:pk>/download/", views.download, name="package_download"),
]
