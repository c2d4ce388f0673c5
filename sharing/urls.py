from django.urls import path

from sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.ResourceList.as_view(), name="resource_list"),
    path("new/", views.ResourceCreate.as_view(), name="resource_create"),
]
