from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "督办"

    def ready(self):
        # Models exist only now; this room adds its step and its tab to the project.
        from oversight.models import Matter
        from oversight.queries import breaches_of
        from oversight.services import note_ended
        from oversight.states import FIND_IN_USE, RECORD_BREACH
        from projects.rooms import Room, register
        from projects.states import PROJECT
        from workflow import threads

        PROJECT.add(RECORD_BREACH)
        PROJECT.add(FIND_IN_USE)
        register(Room("breaches", "违规与整改", 60, breaches_of, "oversight/_room.html", note_ended))
        threads.register(Matter)
