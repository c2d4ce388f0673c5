from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "方案评审"

    def ready(self):
        # Models exist only now. The lower rooms never name this one: it brings its step, its tab and its papers.
        from experts import purposes
        from experts.aspects import Purpose
        from experts.states import SEAT
        from projects import rooms
        from projects.states import APPLICATION, PRE_REVIEW, PROJECT
        from reviews import queries, rules, services
        from reviews.states import APPLY_PLAN_REVIEW, ASK_ARGUMENT, VERIFY_REMARKS

        if APPLY_PLAN_REVIEW.name not in PROJECT.by_name:
            PROJECT.add(APPLY_PLAN_REVIEW)
            PROJECT.add(ASK_ARGUMENT)
            SEAT.add(VERIFY_REMARKS)
            # An argument advises; but whoever asked for one waits for it, or takes the question back with a reason.
            for machine, decisions in ((APPLICATION, ("admit", "refuse")), (PRE_REVIEW, ("approve", "refuse"))):
                for decision in decisions:
                    machine.demand(decision, rules.ARGUMENT_DONE)
        rooms.register(
            rooms.Room(
                "reviews",
                "论证与评审",
                40,
                attempts=queries.attempts_of,
                template="reviews/_room.html",
                ended=services.close_all,
            )
        )
        rooms.register_known("1.5", queries.known_of_arguments)
        rooms.register_adviser(
            rooms.Adviser(
                "arguments", 5, "reviews/_argument_advice.html", queries.argument_advice, lambda project: None
            )
        )
        purposes.register(
            purposes.PanelPurpose(
                Purpose.ARGUMENT,
                template="reviews/_argument_material.html",
                material=queries.argument_material,
                opened=services.note_argument_opinions,
                budget=queries.lines_to_judge,
            )
        )
        purposes.register(
            purposes.PanelPurpose(
                Purpose.PLAN_REVIEW,
                template="reviews/_material.html",
                material=queries.material,
                opened=services.note_opinions_in,
                budget=queries.lines_to_judge,
            )
        )
