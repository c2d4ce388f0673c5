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
        from projects.states import PROJECT
        from reviews import queries, services
        from reviews.states import APPLY_PLAN_REVIEW, VERIFY_REMARKS

        if APPLY_PLAN_REVIEW.name not in PROJECT.by_name:
            PROJECT.add(APPLY_PLAN_REVIEW)
            SEAT.add(VERIFY_REMARKS)
        rooms.register(
            rooms.Room(
                "reviews",
                "方案评审",
                40,
                attempts=queries.rounds_of,
                template="reviews/_room.html",
                ended=services.close_rounds,
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
