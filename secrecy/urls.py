from django.urls import path

from secrecy import views

app_name = "secrecy"
urlpatterns = [
    path("", views.Register.as_view(), name="register"),
    path("new/", views.RegisterCreate.as_view(), name="register_create"),
    path("<uuid:pk>/papers/new/", views.PaperCreate.as_view(), name="paper_create"),
    path("<uuid:pk>/clearance/", views.Clearance.as_view(), name="clearance"),
    path("<uuid:pk>/clearance/<int:user>/withdraw/", views.ClearanceWithdraw.as_view(), name="clearance_withdraw"),
]
