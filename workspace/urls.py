from django.urls import path

from workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("search/", views.Search.as_view(), name="search"),
    path("first-links/", views.first_links, name="first_links"),
    path("dashboard/", views.Dashboard.as_view(), name="dashboard"),
]
