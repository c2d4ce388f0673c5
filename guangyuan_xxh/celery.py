"""The worker. A task takes ids only, may run twice, and may be lost: the sweepers find what it left undone."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangyuan_xxh.settings.local")

app = Celery("guangyuan_xxh")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
