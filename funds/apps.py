from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self):
        # Models exist only now; this room adds its steps to the project's table, its tab and its kind of paper.
        from funds import documents  # noqa: F401
        from funds.queries import attempts_of, bodies_under_contract, late_duties, late_payments
        from funds.rules import COVERS_INDICATORS, SOURCES_COVER_INDICATORS
        from funds.states import PROJECT_STEPS, SETS_THE_SUM
        from projects.rooms import Room, register, register_bodies, register_overdue
        from projects.states import PROJECT

        for step in PROJECT_STEPS:
            PROJECT.add(step)
        for name in SETS_THE_SUM:
            PROJECT.demand(name, COVERS_INDICATORS)
        PROJECT.demand("revise_content", SOURCES_COVER_INDICATORS)
        register(Room("funds", "资金", 20, attempts_of, "funds/_room.html"))
        register_bodies(bodies_under_contract)
        register_overdue(late_duties)
        register_overdue(late_payments)
