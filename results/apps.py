from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "results"
    verbose_name = "项目成果"

    def ready(self):
        # Models exist only now; this room adds its step and its tab to the project.
        from projects.permits import UNIT_CLERK
        from projects.rooms import Room, register
        from projects.states import PROJECT, Stage
        from results.queries import of_project
        from results.states import PROJECT_STEPS
        from workflow.machines import Kind, Step

        PROJECT.add(
            Step(
                "register_result",
                "登记项目成果",
                "15",
                150,
                (Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED),
                None,
                UNIT_CLERK,
                form="results.forms.ResultForm",
                effect="results.services.keep_result",
                kind=Kind.FACT,
                awaits=(),
                consequence="登记名称、归属和复用条件；归本单位所有的，信息办可以在其他行政机关推广使用。",
                done="已登记项目成果。",
            )
        )
        for step in PROJECT_STEPS:
            PROJECT.add(step)
        register(Room("results", "成果", 85, of_project, "results/_room.html"))
