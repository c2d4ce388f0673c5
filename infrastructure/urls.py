from django.urls import path

from infrastructure.views import processes, registers

app_name = "infrastructure"
urlpatterns = [
    path("", registers.PlatformList.as_view(), name="platform_list"),
    path("new/", registers.PlatformCreate.as_view(), name="platform_create"),
    path("pools/", processes.Pools.as_view(), name="pools"),
    path("pools/new/", processes.PoolCreate.as_view(), name="pool_create"),
    path("pools/ratio/", processes.RatioCreate.as_view(), name="ratio_create"),
    path("pools/usage/", processes.UsageImport.as_view(), name="usage_import"),
    path("allocations/", processes.AllocationList.as_view(), name="allocation_list"),
    path("allocations/new/", processes.AllocationCreate.as_view(), name="allocation_create"),
    path("allocation/<uuid:pk>/", processes.AllocationPage.as_view(), name="allocation"),
    path("systems/", registers.SystemList.as_view(), name="system_list"),
    path("systems/new/", registers.SystemCreate.as_view(), name="system_create"),
    path("systems/confirm/", registers.confirm_inventory, name="system_confirm"),
    path("runningsystem/<uuid:pk>/", registers.SystemPage.as_view(), name="runningsystem"),
    path("runningsystem/<uuid:pk>/edit/", registers.SystemEdit.as_view(), name="system_edit"),
    path("runningsystem/<uuid:pk>/link/", registers.add_link, name="system_link"),
    path("runningsystem/<uuid:pk>/move/", registers.start_move, name="system_move"),
    path("runningsystem/<uuid:pk>/identify/", registers.identify, name="system_identify"),
    path("runningsystem/<uuid:pk>/visit/", registers.plan_visit, name="system_visit"),
    path("cockpit/", registers.Cockpit.as_view(), name="cockpit"),
    path("migration/<uuid:pk>/", processes.MigrationPage.as_view(), name="migration"),
    path("visits/", processes.VisitList.as_view(), name="visit_list"),
    path("visit/<uuid:pk>/", processes.VisitPage.as_view(), name="visit"),
    path("finding/<uuid:pk>/", processes.FindingPage.as_view(), name="finding"),
]
