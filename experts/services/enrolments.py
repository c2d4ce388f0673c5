"""Coming into the pool: applying, nominating, importing a list; what the office's steps do."""

from collections.abc import Iterable, Mapping
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from documents.sheets.columns import plain
from documents.sheets.reading import Unusable, read_rows
from experts.bodies import body_named
from experts.models import Enrolment, Expert, Field
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden
from workflow.notices import notify, notify_each
from workflow.parameters import parameter

COLUMNS = ("姓名", "工作单位", "职称", "领域", "联系电话", "县区")
MOST_ROWS = 1000


def apply_for_pool(*, enrolment: Enrolment, fields: Iterable[Field], post: Post) -> Enrolment:
    """An expert applies for themselves, a unit nominates; the office may enter one, too."""
    if post.role == Role.EXPERT:
        enrolment.source, enrolment.user, enrolment.name = Enrolment.Source.SELF, post.user, str(post.user)
    elif post.role in (Role.APPLICANT, Role.UNIT_LEADER):
        enrolment.source, enrolment.nominated_by = Enrolment.Source.UNIT, post.organisation
    else:
        raise Forbidden("入库由本人申请或单位推荐（《办法》第六条）。")
    if enrolment.user is not None and hasattr(enrolment.user, "expert"):
        raise ValidationError("您已在专家库中。")
    return _keep(enrolment, fields, post)


def _keep(enrolment: Enrolment, fields: Iterable[Field], post: Post) -> Enrolment:
    enrolment.created_by = post
    with unit_of_work():
        enrolment.save()
        enrolment.fields.set(fields)
        record(subject=enrolment, action="apply", label="申请入库", post=post, changes={"source": enrolment.source})
        text = f"{enrolment.name}（{enrolment.employer}）申请入专家库，待审核"
        notify(posts=holders(Role.OFFICE_CLERK), text=text, url=enrolment.get_absolute_url(), thread_id=enrolment.pk)
    return enrolment


def import_list(*, upload: Any, post: Post) -> int:
    """Rows of a worksheet become applications; nobody comes into the pool without a check. All rows or none.

    Raises ValidationError with every faulty line.
    """
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("名单由信息办经办人导入（《办法》第六条）。")
    rows = _read(upload)
    known = {field.name: field for field in Field.objects.all()}
    faults, good = [], []
    for place, row in rows:
        names = [name for name in row["领域"].replace("，", "、").replace(",", "、").split("、") if name]
        missing = [column for column in COLUMNS[:4] if not row[column]]
        unknown = [name for name in names if name not in known]
        if missing or unknown:
            what = f"缺{'、'.join(missing)}" if missing else f"不认识的领域：{'、'.join(unknown)}"
            faults.append(f"第 {place} 行 {what}")
        else:
            good.append((row, [known[name] for name in names]))
    if faults:
        raise ValidationError(faults[:20])
    with unit_of_work():
        for row, fields in good:
            _keep(
                Enrolment(
                    source=Enrolment.Source.LIST,
                    name=row["姓名"][:40],
                    employer=row["工作单位"][:120],
                    rank_title=row["职称"][:40],
                    phone=row["联系电话"][:40],
                    county=row["县区"][:20],
                ),
                fields,
                post,
            )
    return len(good)


def _read(upload: Any) -> list[tuple[int, dict[str, str]]]:
    try:
        lines = read_rows(upload, most=MOST_ROWS)
    except Unusable as why:
        raise ValidationError(str(why)) from why
    head = [plain(cell) for cell in lines[0][1]] if lines else []
    if lacking := [column for column in COLUMNS[:4] if column not in head]:
        raise ValidationError(f"第一行缺少列：{'、'.join(lacking)}。")
    rows = []
    for number, line in lines[1:]:
        texts = {name: plain(cell) for name, cell in zip(head, line, strict=False)}
        rows.append((number, {column: texts.get(column, "") for column in COLUMNS}))
    return rows


def after_enrolment_checked(*, obj: Enrolment, post: Post, data: Mapping[str, Any]) -> None:
    text = f"{obj.name}（{obj.employer}）入库申请已审核，待批准"
    notify(posts=holders(Role.OFFICE_LEADER), text=text, url=obj.get_absolute_url(), thread_id=obj.pk)


def after_enrolled(*, obj: Enrolment, post: Post, data: Mapping[str, Any]) -> None:
    """The entry of the pool, with its term."""
    today = timezone.localdate()
    term = today + relativedelta(years=int(parameter("expert.term_years")))
    user: Any = data.get("user") or obj.user
    expert = Expert.objects.create(
        user=user,
        organisation=body_named(obj.employer),
        employer=obj.employer,
        title=obj.rank_title,
        phone=obj.phone,
        county=obj.county,
        term_until=term,
        created_by=post,
    )
    expert.fields.set(obj.fields.all())
    obj.expert = expert
    obj.save(update_fields=["expert"])
    record(subject=expert, action="add_expert", label="专家入库", post=post, changes={"term_until": term})
    _tell(obj, f"{obj.name}已批准入专家库，聘期至 {term}")


def after_enrolment_refused(*, obj: Enrolment, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj, f"{obj.name}的入库申请未予批准：{data['reason']}")


def _tell(enrolment: Enrolment, text: str) -> None:
    if enrolment.created_by is not None:
        url = enrolment.get_absolute_url()
        notify_each({enrolment.created_by.user_id: url}, text=text, thread_id=enrolment.pk)
