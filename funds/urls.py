from django.urls import path

from funds import views

app_name = "funds"
urlpatterns = [
    path("", views.ContractList.as_view(), name="contract_list"),
    path("contract/<uuid:pk>/", views.ContractPage.as_view(), name="contract"),
]
