from django.urls import path

from building import views

app_name = "building"
urlpatterns = [
    path("", views.Board.as_view(), name="board"),
    path("urge/", views.urge, name="urge"),
]
