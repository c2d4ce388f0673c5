"""The wiring of the product: settings, addresses, worker. Nothing here behaves."""

from guangyuan_xxh.celery import app as celery_app

__all__ = ["celery_app"]
