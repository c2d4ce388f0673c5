from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "archives"
    verbose_name = "归档"

    def ready(self):
        from archives import documents, tasks  # noqa: F401
        from archives.models import SocialFiling
        from archives.queries import packages_of
        from projects.rooms import Room, register
        from workflow import threads

        threads.register(SocialFiling)
        register(Room("archives", "归档", 90, packages_of, "archives/_room.html"))
