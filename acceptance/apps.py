from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "acceptance"
    verbose_name = "验收"

    def ready(self):
        # Models exist only now; this room adds its step to the project, its tab, and what its panels read.
        from acceptance.events import events_of
        from acceptance.queries import attempts_of
        from acceptance.services import close_panels, material, opinions_opened
        from acceptance.states import APPLY_ACCEPTANCE, BEGIN_TRIAL, OFFICE_OPENS
        from experts.aspects import Purpose
        from experts.purposes import PanelPurpose
        from experts.purposes import register as register_purpose
        from projects.rooms import Room, register, register_events
        from projects.states import PROJECT

        PROJECT.add(APPLY_ACCEPTANCE)
        PROJECT.add(BEGIN_TRIAL)
        PROJECT.add(OFFICE_OPENS)
        register(Room("acceptance", "验收", 30, attempts_of, "acceptance/_room.html", close_panels))
        register_purpose(PanelPurpose(Purpose.ACCEPTANCE, "acceptance/_material.html", material, opinions_opened))
        register_events(events_of)
