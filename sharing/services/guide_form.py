"""The guide's form (政务信息资源目录编制表) in and out: a line an item, the resource's fields on each."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Font

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES
from documents.sheets.columns import plain
from documents.sheets.reading import Unusable, read_rows
from sharing.choices import Base, Cycle, Format, ItemType, Kind, Sharing, Way
from sharing.models import CatalogueCategory, CatalogueScheme, DataItem, InformationResource
from sharing.services.catalogue import save_resource
from workflow.audit import unit_of_work
from workflow.exports import safe
from workflow.numbers import asked_number

HEAD = (
    "类", "项", "目", "细目", "信息资源名称", "信息资源代码", "信息资源提供方", "提供方代码", "信息资源摘要",
    "信息资源格式",
    "数据项名称", "数据类型", "数据长度", "数据项共享类型", "数据项可开放", "共享类型", "共享条件", "不予共享依据",
    "共享方式",
    "是否向社会开放", "开放条件", "更新周期", "发布日期", "关联资源代码", "本办法类别", "基础库",
)  # fmt: skip
# Columns of more than 14 characters.
WIDE = {
    "信息资源名称": 28,
    "信息资源提供方": 24,
    "信息资源摘要": 40,
    "数据项名称": 20,
    "共享条件": 28,
    "不予共享依据": 28,
}
MOST_ROWS = 20_000


def write_form(resources: Iterable[InformationResource]) -> bytes:
    scheme = CatalogueScheme.in_force()
    extension = scheme.extension() if scheme else []
    book = Workbook()
    sheet = book.active
    sheet.title = "目录编制表"
    sheet.append([*HEAD, *(one["label"] for one in extension)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDE.get(str(cell.value), 14)
    # Head and the resource's name stay in sight.
    sheet.freeze_panes = "F2"
    for resource in resources:
        plain, extra = _plain(resource), [str(resource.extra.get(one["key"], "")) for one in extension]
        for item in resource.items.all():
            own = [item.name, item.get_type_display(), item.length, item.get_sharing_display(), _yes(item.open)]
            sheet.append([safe(value) for value in [*plain[:10], *own, *plain[10:], *extra]])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(resource: InformationResource) -> list[Any]:
    names = _category_names(resource.category)
    return [
        *names, resource.name, resource.code, resource.provider.name, resource.provider_code, resource.abstract,
        resource.get_format_display(), resource.get_sharing_display(), resource.condition, resource.basis,
        resource.get_way_display(), _yes(resource.is_open), resource.open_condition, resource.cycle,
        resource.published_on.isoformat() if resource.published_on else "", resource.related_code,
        resource.get_kind_display(), resource.get_base_display(),
    ]  # fmt: skip


def _category_names(category: CatalogueCategory | None) -> list[str]:
    names: list[str] = []
    while category is not None:
        names.insert(0, category.name)
        category = category.parent
    return [*names, "", "", "", ""][:4]


def _yes(value: bool) -> str:
    return "是" if value else "否"


class FormError(Exception):
    """Everything that is wrong with a file, by line; nothing of it was kept."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


@dataclass
class _Reader:
    """Reads one sheet; collects what is wrong, by line."""

    post: Post
    extension: list[dict[str, Any]]
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.categories = {
            tuple(_category_names(one)): one
            for one in CatalogueCategory.objects.select_related("parent__parent__parent")
        }
        self.units = {org.name: org for org in Organisation.objects.all()}

    def choice(self, line: int, row: dict[str, str], label: str, choices: Any, default: str = "") -> str:
        words = row[label]
        found = next((value for value, name in choices.choices if str(name) == words), None)
        if found is None and words:
            self.errors.append(f"第 {line} 行：{label}“{words}”不在可选范围（{'、'.join(map(str, choices.labels))}）")
        return found if found is not None else default

    def day(self, line: int, text: str) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.errors.append(f"第 {line} 行：发布日期“{text}”应为 2026-01-31 的样式")
            return None

    def judge(self, line: int, one: DataItem | InformationResource, *known: str) -> None:
        """What the database would refuse is said by line; `known` is there already, or is still to be given."""
        try:
            one.full_clean(exclude=known)
        except ValidationError as problem:
            labels = {field.name: f"{field.verbose_name}：" for field in one._meta.fields}
            for name, texts in problem.message_dict.items():
                self.errors += [f"第 {line} 行：{labels.get(name, '')}{text}" for text in texts]

    def item(self, line: int, row: dict[str, str]) -> dict[str, Any]:
        length = asked_number(row["数据长度"] or "0", None)
        if length is None:
            self.errors.append(f"第 {line} 行：数据长度“{row['数据长度'][:20]}”应为整数")
        values = {
            "name": row["数据项名称"],
            "type": self.choice(line, row, "数据类型", ItemType, ItemType.TEXT),
            "length": length or 0,
            "sharing": self.choice(line, row, "数据项共享类型", Sharing, Sharing.FREE),
            "open": row["数据项可开放"] == "是",
        }
        self.judge(line, DataItem(**values), "resource")
        return values

    def resource(self, line: int, row: dict[str, str]) -> InformationResource | None:
        before, provider = len(self.errors), self.units.get(row["信息资源提供方"])
        category = self.categories.get(tuple(row[label] for label in HEAD[:4]))
        if provider is None:
            self.errors.append(f"第 {line} 行：没有名为“{row['信息资源提供方']}”的单位")
        elif provider.pk != self.post.organisation_id and self.post.role not in OFFICE_ROLES:
            self.errors.append(f"第 {line} 行：只能导入本单位提供的资源")
        if category is None:
            self.errors.append(f"第 {line} 行：目录中没有分类“{' / '.join(row[label] for label in HEAD[:4])}”")
        if not row["信息资源名称"]:
            self.errors.append(f"第 {line} 行：没有信息资源名称")
        code = row["信息资源代码"]
        found = InformationResource.objects.filter(code=code).first() if code else None
        if found is not None and (provider is None or found.provider_id != provider.pk):
            self.errors.append(f"第 {line} 行：代码 {code} 已由别的单位使用")
        elif found is not None and not found.editable:
            self.errors.append(f"第 {line} 行：{code}当前为“{found.state_label}”，先在资源页办理变更后再导入")
        if code and category is not None and not code.startswith(f"{category.code}/"):
            self.errors.append(f"第 {line} 行：代码 {code} 与分类 {category.code} 不符")
        if len(self.errors) > before or provider is None:
            return None
        return self._filled(found or InformationResource(provider=provider), line, row, category)

    def _filled(self, one: InformationResource, line: int, row: dict[str, str], category: Any) -> InformationResource:
        one.category, one.name, one.code = category, row["信息资源名称"], row["信息资源代码"]
        one.provider_code, one.abstract = row["提供方代码"], row["信息资源摘要"]
        one.format = self.choice(line, row, "信息资源格式", Format, Format.DATABASE)
        one.sharing = self.choice(line, row, "共享类型", Sharing, Sharing.CONDITIONAL)
        one.condition, one.basis = row["共享条件"], row["不予共享依据"]
        one.way = self.choice(line, row, "共享方式", Way, Way.INTERFACE)
        one.is_open, one.open_condition = row["是否向社会开放"] == "是", row["开放条件"]
        one.cycle = self.choice(line, row, "更新周期", Cycle)
        one.published_on, one.related_code = self.day(line, row["发布日期"]), row["关联资源代码"]
        one.kind = self.choice(line, row, "本办法类别", Kind, Kind.PROFESSIONAL)
        one.base = self.choice(line, row, "基础库", Base)
        one.extra = {field["key"]: row[field["label"]] for field in self.extension if row.get(field["label"])}
        self.judge(line, one, "provider", "category", "state", *(() if one.code else ("code",)))
        return one


def read_form(*, upload: Any, post: Post) -> list[InformationResource]:
    """Drafts out of the form, all or none; FormError names every line that is wrong."""
    scheme = CatalogueScheme.in_force()
    reader = _Reader(post, scheme.extension() if scheme else [])
    groups = _groups(_lines(upload, reader.extension))
    with unit_of_work():
        kept = []
        for rows in groups.values():
            line, first = rows[0]
            items = [reader.item(number, row) for number, row in rows if row["数据项名称"]]
            names = [item["name"] for item in items]
            if doubled := sorted({name for name in names if names.count(name) > 1}):
                reader.errors.append(f"第 {line} 行起：数据项重复（{'、'.join(doubled)}）")
            resource = reader.resource(line, first)
            if resource is not None and not reader.errors:
                kept.append(save_resource(resource=resource, items=items, post=post))
        if reader.errors:
            raise FormError(reader.errors)
    return kept


def _lines(upload: Any, extension: list[dict[str, Any]]) -> list[tuple[int, dict[str, str]]]:
    try:
        rows = read_rows(upload, most=MOST_ROWS)
    except Unusable as why:
        raise FormError([str(why)]) from why
    head = [plain(cell) for cell in rows[0][1]] if rows else []
    if missing := [label for label in HEAD if label not in head]:
        raise FormError([f"表头缺少：{'、'.join(missing)}。请使用本页导出的格式。"])
    if not rows[1:]:
        raise FormError(["表中没有内容"])
    blank = dict.fromkeys((*HEAD, *(one["label"] for one in extension)), "")
    return [
        (number, {**blank, **{label: plain(cell) for label, cell in zip(head, cells, strict=False)}})
        for number, cells in rows[1:]
    ]


def _groups(lines: list[tuple[int, dict[str, str]]]) -> dict[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Lines of one resource belong together by code, or by name and provider where the code is still to be given."""
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
    for number, row in lines:
        key = (row["信息资源代码"],) if row["信息资源代码"] else (row["信息资源名称"], row["信息资源提供方"])
        groups.setdefault(key, []).append((number, row))
    return groups
