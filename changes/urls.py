from django.urls import path

from changes import views

app_name = "changes"
urlpatterns = [
    path("", views.ChangeRequestList.as_view(), name="changerequest_list"),
    path("changerequest/<uuid:pk>/", views.ChangeRequestPage.as_view(), name="changerequest"),
    path("changerequest/<uuid:pk>/edit/", views.ChangeRequestEdit.as_view(), name="changerequest_edit"),
    path("reforms/", views.ReformList.as_view(), name="reform_list"),
    path("reforms/new/", views.ReformCreate.as_view(), name="reform_create"),
    path("reform/<uuid:pk>/", views.ReformPage.as_view(), name="reform"),
    path("handover/", views.HandoverPage.as_view(), name="handover"),
]
