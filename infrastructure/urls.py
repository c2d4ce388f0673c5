from django.urls import path

from infrastructure import views

app_name = "infrastructure"
urlpatterns = [
    path("", views.PlatformList.as_view(), name="platform_list"),
    path("new/", views.PlatformCreate.as_view(), name="platform_create"),
    path("systems/", views.SystemList.as_view(), name="system_list"),
    path("systems/new/", views.SystemCreate.as_view(), name="system_create"),
]
