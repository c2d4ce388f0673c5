"""Every room answers under its own name; the workspace is what a person sees first."""

from django.conf import settings
from django.urls import include, path

from documents.views.public import verify
from guangyuan_xxh.health import healthz
from workflow.urls import transition_patterns

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Short, because it is printed as a QR code; public, so it stands in no room.
    path("v/<slug:code>/", verify, name="verify"),
    *(path(f"{room}/", include(f"{room}.urls")) for room in settings.ROOMS if room != "workspace"),
    path("", include("workspace.urls")),
    # Last, because it matches anything of that form: one view for every step of every machine.
    *transition_patterns,
]
