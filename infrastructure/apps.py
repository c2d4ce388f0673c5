from django.apps import AppConfig


class InfrastructureConfig(AppConfig):
    name = "infrastructure"
    verbose_name = "基础设施"

    def ready(self):
        # Models exist only now: papers that hang on an allocation are seen by whoever sees the allocation.
        from infrastructure import sheets  # noqa: F401  the kinds of import register themselves
        from infrastructure.hooks import (
            BUYS_ALL_THE_SAME,
            CYBERSPACE_HEARD,
            FREE_CAPACITY,
            FREE_WHILE_APPLYING,
            REASON_ACCEPTED,
            budget_note,
            names_critical,
        )
        from infrastructure.models import Allocation, Plan, RunningSystem
        from projects.rooms import register_budget_note, register_critical, register_inventory
        from projects.states import APPLICATION, PRE_REVIEW
        from workflow.threads import register

        register(Allocation)
        register(Plan)
        register_budget_note(budget_note)
        register_critical(names_critical)
        APPLICATION.demand("submit", FREE_WHILE_APPLYING)
        APPLICATION.demand("pass_check", REASON_ACCEPTED)
        PRE_REVIEW.demand("approve", CYBERSPACE_HEARD)
        PRE_REVIEW.demand("pass_check", FREE_CAPACITY, BUYS_ALL_THE_SAME)
        # An application picks the unit's present systems out of this register.
        register_inventory(lambda unit: RunningSystem.objects.running().filter(unit=unit).values_list("pk", "name"))
