from django.apps import AppConfig


class SimilarityConfig(AppConfig):
    name = "similarity"
    verbose_name = "查重"

    def ready(self):
        # Models exist only now; this room lays its rules upon the steps below it, and its advice before the judges.
        from projects.rooms import Adviser, register_adviser
        from projects.states import APPLICATION, PRE_REVIEW, PROJECT
        from similarity import reuse, rules
        from similarity.models import Likeness, SplitGroup
        from similarity.queries import advice
        from similarity.services import compare_on_commit
        from workflow import threads

        held = (rules.NOT_SPLIT, rules.NOT_DUPLICATE)
        APPLICATION.demand("pass_check", rules.NOT_TWICE)
        PROJECT.demand("apply_pre_review", *held)
        PRE_REVIEW.demand("submit", *held)
        PRE_REVIEW.demand("pass_check", rules.DECIDED, *held, rules.NOT_TWICE)
        PRE_REVIEW.demand("approve", rules.DECIDED, *held)
        for gate in ("approve_project", "approve_procurement"):
            PROJECT.demand(gate, *held)
        # Purchases below the limit see no pre-review: there the question must be settled before they are built.
        PROJECT.demand("start_build", rules.DECIDED, *held)
        asked = ("confirmed_splits__confirmed", "later_likenesses__earlier")
        register_adviser(Adviser("similarity", 10, "similarity/_advice.html", advice, compare_on_commit, asked))
        # Nothing happens when an application is handed in: results are looked up when they are shown.
        register_adviser(Adviser("results", 20, "similarity/_reuse.html", reuse.advice, lambda project: None))
        threads.register(Likeness)
        threads.register(SplitGroup)
