from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "changes"
    verbose_name = "变更"

    def ready(self):
        # Models exist only now; this room adds its step to the project, and its tab.
        from changes.queries import change_requests_of
        from changes.services import close_changes, conclude
        from changes.states import APPLY_CHANGE, stand_still
        from projects.rooms import Room, register
        from projects.states import PROJECT

        PROJECT.add(APPLY_CHANGE)
        stand_still()
        register(Room("changes", "变更", 50, change_requests_of, "changes/_room.html", close_changes, conclude))
