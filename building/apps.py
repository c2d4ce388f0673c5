from django.apps import AppConfig


class BuildingConfig(AppConfig):
    name = "building"
    verbose_name = "建设"

    def ready(self):
        from building.events import events_of
        from building.queries import late_building, milestones_to_settle, of_project
        from building.rules import AGENT, SECURITY_BUILT, SECURITY_PASSED, SECURITY_PLANNED, SECURITY_RUNNING
        from building.services import extend_milestones
        from building.states import STEPS
        from projects.rooms import Room, register, register_events, register_extended, register_overdue
        from projects.states import PROJECT
        from workflow import inbox
        from workflow.machines import REGISTRY

        for step in STEPS:
            PROJECT.add(step)
        PROJECT.demand("start_build", SECURITY_PLANNED, AGENT)
        PROJECT.demand("put_in_use", SECURITY_RUNNING)
        # A sibling room's machine, by its key: security is examined where the completion is reported, and passes.
        acceptance = REGISTRY["acceptance.acceptance"]
        acceptance.demand("report", SECURITY_BUILT)
        acceptance.demand("conclude", SECURITY_PASSED)
        acceptance.demand("adopt", SECURITY_BUILT)
        register(Room("building", "建设", 15, of_project, "building/_room.html"))
        register_events(events_of)
        register_extended(extend_milestones)
        register_overdue(late_building)
        inbox.register_overdue("building.milestone", milestones_to_settle)
