from django.urls import path

from oversight import views

app_name = "oversight"
urlpatterns = [
    path("", views.BreachList.as_view(), name="breach_list"),
    path("breach/<uuid:pk>/", views.BreachPage.as_view(), name="breach"),
    path("matters/", views.MatterList.as_view(), name="matter_list"),
    path("matters/new/", views.MatterCreate.as_view(), name="matter_create"),
    path("matter/<uuid:pk>/", views.MatterPage.as_view(), name="matter"),
]
