from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "资源共享"

    def ready(self):
        # Models exist only now: what hangs on a grant or an order is seen with it.
        from sharing.guide import load_guide
        from sharing.models import AdaptationOrder, Grant
        from workflow.threads import register

        register(Grant)
        register(AdaptationOrder)
        post_migrate.connect(load_guide, sender=self, dispatch_uid="sharing.guide")
