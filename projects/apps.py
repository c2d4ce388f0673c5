from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目"

    def ready(self):
        # Models exist only now; a project and a list are the threads on which papers and events hang.
        from documents.drafting import Drafting, register_drafting
        from documents.succession import Follower, register_follower
        from projects import sheets  # noqa: F401  the kinds of import register themselves
        from projects.documents import draft_pre_approval_context
        from projects.models import AnnualList, Project
        from projects.services.papers import follow_correction, what_stands_on
        from projects.services.recounts import count_again
        from projects.states import PreReviewState
        from workflow import holidays, threads

        threads.register(Project)
        threads.register(AnnualList)
        register_drafting(
            Drafting(
                kind="pre_approval",
                model="projects.prereview",
                build=draft_pre_approval_context,
                when=lambda obj: obj.state == PreReviewState.CHECKED,
            )
        )
        holidays.RECOUNTS.append(count_again)
        register_follower(Follower(renumber=follow_correction, stands_on=what_stands_on))
