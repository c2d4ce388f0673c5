from django.apps import AppConfig
from django.db.models.signals import post_migrate

FIELDS = (
    ("network", "网络"),
    ("software", "软件"),
    ("data", "数据"),
    ("security", "安全"),
    ("crypto", "密码"),
    ("finance", "财务造价"),
    ("law", "法律"),
    ("business", "业务"),
)


def load_fields(**kwargs):
    """After migrate (and after a test's flush): fields that are missing, nothing else."""
    from experts.models import Field

    Field.objects.bulk_create(
        [Field(code=code, name=name, position=place) for place, (code, name) in enumerate(FIELDS)],
        ignore_conflicts=True,
    )


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = "专家"

    def ready(self):
        # Models exist only now; a panel is a thread, so that its record and events stand apart from the project's.
        from experts.models import Panel
        from workflow import threads

        threads.register(Panel)
        post_migrate.connect(load_fields, sender=self, dispatch_uid="experts.fields")
