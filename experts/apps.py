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
# The second level: what an expert knows more closely counts for the field above it as well.
BRANCHES = (
    ("cloud", "云计算与机房", "network"),
    ("iot", "物联网与感知", "network"),
    ("app", "应用系统", "software"),
    ("architecture", "架构与中间件", "software"),
    ("govdata", "数据治理与共享", "data"),
    ("gis", "地理信息", "data"),
    ("protection", "等级保护与测评", "security"),
    ("cryptoapp", "商用密码应用", "crypto"),
    ("cost", "造价", "finance"),
    ("audit", "财务审计", "finance"),
    ("procurement", "采购与合同", "law"),
    ("transport", "交通城建", "business"),
    ("health", "医疗社保", "business"),
    ("education", "教育文旅", "business"),
    ("emergency", "应急与治安", "business"),
)


def load_fields(**kwargs):
    """After migrate (and after a test's flush): fields that are missing, nothing else."""
    from experts.models import Field

    Field.objects.bulk_create(
        [Field(code=code, name=name, position=place) for place, (code, name) in enumerate(FIELDS)],
        ignore_conflicts=True,
    )
    roots = {field.code: field for field in Field.objects.filter(parent=None)}
    Field.objects.bulk_create(
        [
            Field(code=code, name=name, position=place, parent=roots[above])
            for place, (code, name, above) in enumerate(BRANCHES, start=len(FIELDS))
        ],
        ignore_conflicts=True,
    )


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = "专家"

    def ready(self):
        # Models exist only now; a panel is a thread, so that its record and events stand apart from the project's;
        # so are a meeting, for its minutes, and a seat, for the letters to one expert. Experts read with their name
        # across.
        from accounts.models import Organisation
        from accounts.roles import Role
        from accounts.signals import account_changed
        from documents.reading import ReadingRoom, register_reading_room
        from experts.access import closed_projects
        from experts.listeners import body_was_changed
        from experts.models import Meeting, Panel, Seat
        from experts.queries import reading_address
        from experts.services import recuse_on_commit
        from projects import rooms
        from workflow import threads

        for model in (Panel, Meeting, Seat):
            threads.register(model)
        refusal = "评审材料在评审期间由专家本人在线查阅，页面带有姓名，不提供原文件。"
        register_reading_room(ReadingRoom(Role.EXPERT, reading_address, refusal))
        rooms.register_bodies_watcher(recuse_on_commit)
        account_changed.connect(body_was_changed, sender=Organisation, dispatch_uid="experts.bodies")
        rooms.register_closing(closed_projects)
        post_migrate.connect(load_fields, sender=self, dispatch_uid="experts.fields")
