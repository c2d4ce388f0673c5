from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目"

    def ready(self):
        # Models exist only now; a project and a list are the threads on which papers and events hang.
        from projects import sheets  # noqa: F401  the kinds of import register themselves
        from projects.models import AnnualList, Project
        from workflow import threads

        threads.register(Project)
        threads.register(AnnualList)
