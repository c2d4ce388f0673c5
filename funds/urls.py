from django.urls import path

from funds import views

app_name = "funds"
urlpatterns = [
    path("", views.ContractList.as_view(), name="contract_list"),
    path("overview/", views.Overview.as_view(), name="overview"),
    path("requests/", views.RequestList.as_view(), name="request_list"),
    path("import/", views.import_payments, name="import"),
    path("contract/<uuid:pk>/", views.ContractPage.as_view(), name="contract"),
    path("paymentrequest/<uuid:pk>/", views.RequestPage.as_view(), name="paymentrequest"),
    path("contractacceptance/<uuid:pk>/", views.BuyerPage.as_view(), name="contractacceptance"),
]
