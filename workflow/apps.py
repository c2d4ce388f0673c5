from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "流程"

    def ready(self):
        # Imported here because models are not ready before; connects the audit trail to sign-ins and account changes.
        from workflow import listeners  # noqa: F401
        from workflow.parameters import load_seeds

        post_migrate.connect(load_seeds, sender=self, dispatch_uid="workflow.parameters")
