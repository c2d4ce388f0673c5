from django.apps import AppConfig


class InfrastructureConfig(AppConfig):
    name = "infrastructure"
    verbose_name = "基础设施"

    def ready(self):
        # Models exist only now: papers that hang on an allocation are seen by whoever sees the allocation.
        from infrastructure.hooks import BUYS_ALL_THE_SAME, FREE_CAPACITY
        from infrastructure.models import Allocation, RunningSystem
        from projects.rooms import register_inventory
        from projects.states import PRE_REVIEW
        from workflow.threads import register

        register(Allocation)
        PRE_REVIEW.demand("pass_check", FREE_CAPACITY, BUYS_ALL_THE_SAME)
        # An application picks the unit's present systems out of this register.
        register_inventory(lambda unit: RunningSystem.objects.filter(unit=unit).values_list("pk", "name"))
