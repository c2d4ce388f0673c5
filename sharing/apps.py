from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "资源共享"

    def ready(self):
        # Models exist only now: what hangs on a grant or an order is seen with it.
        from projects.rooms import register_sharing_check
        from sharing.guide import load_guide
        from sharing.models import AdaptationOrder, Grant
        from sharing.queries.declared import declared_and_registered
        from workflow.threads import register

        register(Grant)
        register(AdaptationOrder)
        register_sharing_check(declared_and_registered)
        post_migrate.connect(load_guide, sender=self, dispatch_uid="sharing.guide")
