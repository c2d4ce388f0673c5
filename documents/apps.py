from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文书"

    def ready(self):
        # Imported here because the papers are registered and the worker's warm-up is connected once apps are loaded.
        from documents import specs, tasks  # noqa: F401
