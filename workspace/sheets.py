"""A city's bodies, people and posts from Excel: sixty bodies and three hundred people are nobody's typing.

They stand in this room because the room of accounts lies below the one that reads sheets. Passwords are in no sheet:
the person chooses the first one by a link of their own (accounts/views/signing_in.py).
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.bodies import COUNTIES, ZONE
from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from accounts.services import BODY_FIELDS, add_organisation, add_person, give_post
from documents.sheets.columns import CellError, Kind, SheetColumn, SheetRow, twice
from documents.sheets.registry import SheetKind, register
from workflow.models import AuditEvent

YES_NO = ((True, "是"), (False, "否"))


def _said(row: SheetRow, refusal: ValidationError, columns: Sequence[str], other: str) -> list[CellError]:
    """What the model says of a row, at its columns; what is said of the whole stands at `other`."""
    told = refusal.message_dict
    return [CellError(row.number, name if name in columns else other, "".join(words)) for name, words in told.items()]


# --- bodies ----------------------------------------------------------------------------------------------------------


def _body(row: SheetRow, parent: Organisation | None) -> Organisation:
    values = {name: value for name, value in row.values.items() if value is not None and name != "parent"}
    return Organisation(parent=parent, **values)


def _check_bodies(rows: Sequence[SheetRow], target: Any, post: Post) -> list[CellError]:
    errors = twice(rows, ("name",), "单位名称在表中重复")
    known = set(Organisation.objects.standing().values_list("name", flat=True))
    above: set[str] = set()
    for row in rows:
        parent = row.values["parent"]
        if parent and parent not in known | above:
            errors.append(CellError(row.number, "parent", "没有这个上级单位；同表建立的，上级单位写在前面的行"))
        above.add(row.values["name"])
        try:
            _body(row, None).full_clean()
        except ValidationError as refusal:
            errors += _said(row, refusal, BODY_FIELDS, "name")
    return errors


def _apply_bodies(*, rows: Sequence[SheetRow], target: Any, post: Post) -> dict:
    made = []
    for row in rows:
        parent = Organisation.objects.standing().filter(name=row.values["parent"] or "").first()
        made.append(str(add_organisation(organisation=_body(row, parent), by=post).pk))
    return {"made": made}


def _undo_bodies(*, result: dict, target: Any, post: Post) -> None:
    # Those below first: they came later.
    for pk in reversed(result["made"]):
        Organisation.objects.filter(pk=pk).delete()


def _bodies_depend(result: dict, target: Any) -> str:
    made = Organisation.objects.filter(pk__in=result["made"])
    used = [one.name for one in made if one.is_named() or one.posts.exists()]
    below = Organisation.objects.filter(parent__in=made).exclude(pk__in=result["made"]).values_list("name", flat=True)
    if used:
        return f"已有岗位或项目的单位：{'、'.join(used[:5])}"
    return f"已有下属单位：{'、'.join(below[:5])}" if below else ""


register(
    SheetKind(
        code="bodies",
        title="单位",
        roles=(Role.SYSTEM_ADMIN,),
        columns=(
            SheetColumn("name", "单位名称", required=True, most=120, width=32, sample="广元市交通运输局"),
            SheetColumn("short_name", "简称", required=True, most=40, width=18, sample="市交通局"),
            SheetColumn("kind", "类别", Kind.CHOICE, required=True, choices=OrgKind.choices, sample="市级部门"),
            SheetColumn("parent", "上级单位", most=120, width=28),
            SheetColumn("county", "县区", Kind.CHOICE, choices=[(one, one) for one in (*COUNTIES, ZONE)]),
            SheetColumn("administrative", "行政机关", Kind.CHOICE, choices=YES_NO, default=True, sample="是"),
            SheetColumn("credit_code", "统一社会信用代码", most=18, width=22),
            SheetColumn("contact", "联系人", most=40),
            SheetColumn("phone", "联系电话", most=40),
        ),
        check=_check_bodies,
        apply=_apply_bodies,
        undo=_undo_bodies,
        depends=_bodies_depend,
        back=lambda target: reverse("accounts:organisation_list"),
        most_rows=1_000,
        note="医院、学校等事业单位的“行政机关”填“否”；下属单位写明上级单位。",
    )
)


# --- people ----------------------------------------------------------------------------------------------------------


def _check_people(rows: Sequence[SheetRow], target: Any, post: Post) -> list[CellError]:
    errors = twice(rows, ("username",), "账号在表中重复")
    for row in rows:
        try:
            _person(row).full_clean(exclude=["password"])
        except ValidationError as refusal:
            errors += _said(row, refusal, ("username", "display_name", "phone"), "username")
    return errors


def _person(row: SheetRow) -> User:
    return User(**{name: value or "" for name, value in row.values.items()})


def _apply_people(*, rows: Sequence[SheetRow], target: Any, post: Post) -> dict:
    made = []
    for row in rows:
        user = _person(row)
        user.set_unusable_password()
        made.append(add_person(user=user, by=post).pk)
    return {"made": made}


def _undo_people(*, result: dict, target: Any, post: Post) -> None:
    User.objects.filter(pk__in=result["made"]).delete()


def _people_depend(result: dict, target: Any) -> str:
    made = User.objects.filter(pk__in=result["made"])
    used = made.exclude(last_login=None) | made.filter(posts__isnull=False)
    names = list(used.distinct().values_list("display_name", flat=True)[:5])
    return f"已设岗位或已登录的人员：{'、'.join(names)}" if names else ""


register(
    SheetKind(
        code="people",
        title="人员账号",
        roles=(Role.SYSTEM_ADMIN,),
        columns=(
            SheetColumn("username", "账号", required=True, most=150, width=20, sample="zhangsan"),
            SheetColumn("display_name", "姓名", required=True, most=40, sample="张三"),
            SheetColumn("phone", "电话", most=40, width=20),
        ),
        check=_check_people,
        apply=_apply_people,
        undo=_undo_people,
        depends=_people_depend,
        back=lambda target: reverse("accounts:person_list"),
        most_rows=1_000,
        note="表中不写密码：导入后在“人员”页下载首次登录链接，分发给本人自行设置。岗位由安全管理员另表导入。",
    )
)


# --- posts -----------------------------------------------------------------------------------------------------------


def _check_posts(rows: Sequence[SheetRow], target: Any, post: Post) -> list[CellError]:
    errors = []
    people = User.objects.filter(is_active=True).in_bulk(
        [row.values["username"] for row in rows], field_name="username"
    )
    seen: set[tuple] = set()
    for row in rows:
        user = people.get(row.values["username"])
        if user is None:
            errors.append(CellError(row.number, "username", "没有这个账号，或已停用；请系统管理员先建立"))
            continue
        key = (user.pk, row.values["role"], row.values["organisation"])
        if key in seen:
            errors.append(CellError(row.number, "username", "同一人的同一岗位在表中重复"))
        seen.add(key)
        try:
            _post(row, user).full_clean()
        except ValidationError as refusal:
            errors += _said(row, refusal, ("organisation", "valid_from", "valid_to"), "role")
    return errors


def _post(row: SheetRow, user: User) -> Post:
    values = row.values
    return Post(
        user=user,
        role=values["role"],
        organisation_id=values["organisation"],
        valid_from=values["valid_from"] or timezone.localdate(),
        valid_to=values["valid_to"],
    )


def _apply_posts(*, rows: Sequence[SheetRow], target: Any, post: Post) -> dict:
    people = User.objects.in_bulk([row.values["username"] for row in rows], field_name="username")
    # One by one: two rows may make one person two of the three administrators, and the second is refused.
    return {"made": [give_post(post=_post(row, people[row.values["username"]]), by=post).pk for row in rows]}


def _undo_posts(*, result: dict, target: Any, post: Post) -> None:
    Post.objects.filter(pk__in=result["made"]).delete()


def _posts_depend(result: dict, target: Any) -> str:
    acted = AuditEvent.objects.filter(post__in=result["made"]).exists()
    return "已有人以其中的岗位办事；请逐个免去岗位" if acted else ""


def _bodies(target: Any, post: Post) -> list[tuple[Any, str]]:
    return list(Organisation.objects.standing().order_by("name").values_list("pk", "name"))


register(
    SheetKind(
        code="posts",
        title="岗位",
        roles=(Role.SECURITY_ADMIN,),
        columns=(
            SheetColumn("username", "账号", required=True, most=150, width=20, sample="zhangsan"),
            SheetColumn(
                "role", "岗位", Kind.CHOICE, required=True, choices=Role.choices, width=20,
                sample="申报单位经办人",
            ),
            SheetColumn(
                "organisation", "单位", Kind.CHOICE, required=True, choices=_bodies, width=32,
                sample="广元市交通运输局",
            ),
            SheetColumn("valid_from", "起", Kind.DAY, width=14),
            SheetColumn("valid_to", "止", Kind.DAY, width=14),
        ),
        check=_check_posts,
        apply=_apply_posts,
        undo=_undo_posts,
        depends=_posts_depend,
        back=lambda target: reverse("accounts:post_list"),
        most_rows=1_000,
        note="账号由系统管理员先建立；“起”不填为今天，“止”不填为长期。",
    )
)  # fmt: skip
