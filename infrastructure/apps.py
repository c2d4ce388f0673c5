from django.apps import AppConfig


class InfrastructureConfig(AppConfig):
    name = "infrastructure"
    verbose_name = "基础设施"

    def ready(self):
        # An application picks the unit's present systems out of this register.
        from infrastructure.models import RunningSystem
        from projects.rooms import register_inventory

        register_inventory(lambda unit: RunningSystem.objects.filter(unit=unit).values_list("pk", "name"))
