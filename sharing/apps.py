from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "资源共享"

    def ready(self):
        # Models exist only now: what is exchanged under a grant is seen by whoever sees the grant.
        from projects.rooms import register_sharing_check
        from sharing.guide import load_guide
        from sharing.models import Grant
        from sharing.queries.declared import declared_and_registered
        from workflow.threads import register

        register(Grant)
        register_sharing_check(declared_and_registered)
        post_migrate.connect(load_guide, sender=self, dispatch_uid="sharing.guide")
