from django.apps import AppConfig


class BuildingConfig(AppConfig):
    name = "building"
    verbose_name = "建设"

    def ready(self):
        from building.queries import of_project
        from building.states import STEPS
        from projects.rooms import Room, register
        from projects.states import PROJECT

        for step in STEPS:
            PROJECT.add(step)
        register(Room("building", "建设", 15, of_project, "building/_room.html"))
