from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "workspace"
    verbose_name = "工作台"

    def ready(self):
        from workspace import sheets  # noqa: F401  the kinds of import register themselves
