from django.apps import AppConfig


class BuildingConfig(AppConfig):
    name = "building"
    verbose_name = "建设"

    def ready(self):
        from building.events import events_of
        from building.queries import of_project
        from building.rules import AGENT, SECURITY_BUILT, SECURITY_PLANNED, SECURITY_RUNNING
        from building.states import STEPS
        from projects.rooms import Room, register, register_events
        from projects.states import PROJECT
        from workflow.machines import REGISTRY

        for step in STEPS:
            PROJECT.add(step)
        PROJECT.demand("start_build", SECURITY_PLANNED, AGENT)
        PROJECT.demand("put_in_use", SECURITY_RUNNING)
        # A sibling room's machine, by its key: security is examined where the completion is reported.
        REGISTRY["acceptance.acceptance"].demand("report", SECURITY_BUILT)
        register(Room("building", "建设", 15, of_project, "building/_room.html"))
        register_events(events_of)
