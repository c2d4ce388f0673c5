from django.urls import path

from changes import views

app_name = "changes"
urlpatterns = [
    path("", views.ChangeRequestList.as_view(), name="changerequest_list"),
    path("changerequest/<uuid:pk>/", views.ChangeRequestPage.as_view(), name="changerequest"),
    path("changerequest/<uuid:pk>/edit/", views.ChangeRequestEdit.as_view(), name="changerequest_edit"),
]
