from django.urls import path

from experts import views

app_name = "experts"
urlpatterns = [
    path("", views.ExpertList.as_view(), name="expert_list"),
    path("new/", views.ExpertCreate.as_view(), name="expert_create"),
    path("expert/<uuid:pk>/edit/", views.ExpertEdit.as_view(), name="expert_edit"),
    path("mine/", views.MySeats.as_view(), name="my_seats"),
    path("seat/<uuid:pk>/", views.SeatPage.as_view(), name="seat"),
    path("seats/<uuid:pk>/opinion/", views.opinion_save, name="opinion_save"),
    path("seats/<uuid:pk>/autosave/", views.opinion_autosave, name="opinion_autosave"),
    path("panel/<uuid:pk>/", views.PanelPage.as_view(), name="panel"),
    path("panels/<uuid:pk>/replay/", views.ReplayPage.as_view(), name="panel_replay"),
    path("projects/<uuid:pk>/conflicts/", views.ConflictPage.as_view(), name="conflicts"),
]
