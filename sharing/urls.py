from django.urls import path

from sharing.views import adaptation, api, catalogue, open, requests

app_name = "sharing"
urlpatterns = [
    path("", catalogue.ResourceList.as_view(), name="resource_list"),
    path("new/", catalogue.ResourceEdit.as_view(), name="resource_create"),
    path("import/", catalogue.ResourceImport.as_view(), name="resource_import"),
    path("informationresource/<uuid:pk>/", catalogue.ResourcePage.as_view(), name="informationresource"),
    path("informationresource/<uuid:pk>/edit/", catalogue.ResourceEdit.as_view(), name="resource_edit"),
    path("dataitem/<int:pk>/", catalogue.DataItemPage.as_view(), name="dataitem"),
    path("requests/", requests.SharingRequestList.as_view(), name="request_list"),
    path("sharingrequest/<uuid:pk>/", requests.SharingRequestPage.as_view(), name="sharingrequest"),
    path("grant/<uuid:pk>/", requests.GrantPage.as_view(), name="grant"),
    path("grant/<uuid:pk>/token/", requests.take_token, name="grant_token"),
    path("doubt/<uuid:pk>/", requests.DoubtPage.as_view(), name="doubt"),
    path("flows/", requests.Flows.as_view(), name="flows"),
    path("misuses/", requests.Misuses.as_view(), name="misuses"),
    path("pictures/", requests.Pictures.as_view(), name="pictures"),
    path("orders/", adaptation.OrderList.as_view(), name="order_list"),
    path("orders/new/", adaptation.OrderCreate.as_view(), name="order_create"),
    path("adaptationorder/<uuid:pk>/", adaptation.OrderPage.as_view(), name="adaptationorder"),
    path("open/", open.open_list, name="open_list"),
    path("open/catalogue.jsonld", open.dcat, name="open_dcat"),
    path("open/sitemap.xml", open.sitemap, name="open_sitemap"),
    path("open/<uuid:pk>/", open.open_page, name="open_page"),
    path("open/<uuid:pk>/data.csv", open.open_file, name="open_file"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/resources/<uuid:resource>", api.resource_data, name="api_resource"),
]
