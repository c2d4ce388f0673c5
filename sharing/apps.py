from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "资源共享"

    def ready(self):
        # Models exist only now: what hangs on a grant or an order is seen with it.
        from projects.rooms import Room, register_sharing_check
        from projects.rooms import register as register_room
        from projects.states import APPLICATION, PRE_REVIEW
        from sharing.guide import load_guide
        from sharing.hooks import NOT_DOUBLED, WILL_BE_HELD
        from sharing.models import AdaptationOrder, Grant, SourceCase
        from sharing.queries.declared import declared_and_registered
        from sharing.queries.elements import collections_of
        from workflow.threads import register

        register(Grant)
        register(AdaptationOrder)
        register(SourceCase)
        register_sharing_check(declared_and_registered)
        for machine in (APPLICATION, PRE_REVIEW):
            machine.demand("submit", WILL_BE_HELD)
            machine.demand("pass_check", NOT_DOUBLED)
        register_room(Room("sources", "一数一源", 12, collections_of, "sharing/_room.html"))
        post_migrate.connect(load_guide, sender=self, dispatch_uid="sharing.guide")
