from django.urls import path

from results import views

app_name = "results"
urlpatterns = [
    path("", views.ResultList.as_view(), name="result_list"),
    path("operation/", views.OperationList.as_view(), name="operation_list"),
    path("result/<uuid:pk>/", views.ResultPage.as_view(), name="result"),
    path("result/<uuid:pk>/correct/", views.ResultCorrect.as_view(), name="result_correct"),
    path("result/<uuid:pk>/propose/", views.propose, name="result_propose"),
    path("result/<uuid:pk>/ask/", views.ask, name="result_ask"),
    path("result/<uuid:pk>/hand-on/", views.hand_on, name="result_hand_on"),
    path("reuse/<uuid:pk>/", views.ReusePage.as_view(), name="reuse"),
    path("transfer/<uuid:pk>/", views.TransferPage.as_view(), name="transfer"),
    path("evaluation/<uuid:pk>/", views.EvaluationPage.as_view(), name="evaluation"),
    path("retirement/<uuid:pk>/", views.RetirementPage.as_view(), name="retirement"),
]
