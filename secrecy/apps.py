from django.apps import AppConfig


class SecrecyConfig(AppConfig):
    name = "secrecy"
    verbose_name = "保密"

    def ready(self):
        # Models exist only now; this room adds its step to the project, and its part of the page.
        from projects.rooms import Room, register
        from projects.states import PROJECT
        from secrecy.queries import attempts_of
        from secrecy.services import close_register
        from secrecy.states import CLAIM

        PROJECT.add(CLAIM)
        register(Room("secrecy", "保密", 60, attempts_of, "secrecy/_room.html", close_register, of_register=True))
