from django.urls import path

from archives import views

app_name = "archives"
urlpatterns = [
    path("project/<uuid:pk>/", views.ask, name="ask"),
    path("package/<uuid:pk>/", views.PackagePage.as_view(), name="package"),
    path("package/<uuid:pk>/download/", views.download, name="package_download"),
]
