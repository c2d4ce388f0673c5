"""The registry of shared infrastructure from Excel: rows of a name that is there are put right, others come new."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.urls import reverse

from accounts.models import Post
from accounts.roles import Role
from documents.sheets.columns import CellError, Kind, SheetColumn, SheetRow, twice
from documents.sheets.registry import SheetKind, register
from infrastructure.choices import AssetKind, Cloud
from infrastructure.models import Asset
from workflow.audit import record
from workflow.exports import Column

FIELDS = (
    "kind", "name", "cloud", "owner", "operator", "site", "contract", "warranty_until", "specification", "count",
)  # fmt: skip
TITLES = tuple(str(Asset._meta.get_field(name).verbose_name) for name in FIELDS)
WIDTHS = (14, 28, 12, 20, 20, 20, 20, 14, 40, 8)


def _said(asset: Asset, name: str) -> Any:
    shown = getattr(asset, f"get_{name}_display", None)
    return shown() if shown else getattr(asset, name)


# The list as a file is what the import reads.
EXPORTED = tuple(
    Column(title, partial(_said, name=name), width) for name, title, width in zip(FIELDS, TITLES, WIDTHS, strict=True)
)


def _check(rows: Sequence[SheetRow], target: Any, post: Post) -> list[CellError]:
    return twice(rows, ("kind", "name"), "同类别的名称在表中重复")


def _apply(*, rows: Sequence[SheetRow], target: Any, post: Post) -> dict:
    made, before = [], []
    for row in rows:
        values = {key: value for key, value in row.values.items() if value is not None}
        asset = Asset.objects.filter(kind=values.pop("kind"), name=values.pop("name")).first()
        if asset is None:
            asset = Asset.objects.create(**{key: value for key, value in row.values.items() if value is not None})
            made.append(asset.pk)
        else:
            old = {name: str(getattr(asset, name) or "") for name in values}
            before.append({"pk": asset.pk, **old})
            for name, value in values.items():
                setattr(asset, name, value)
            asset.save()
        record(subject=asset, action="import", label="从表格导入基础设施", post=post)
    return {"made": made, "before": before}


def _undo(*, result: dict, target: Any, post: Post) -> None:
    Asset.objects.filter(pk__in=result["made"]).delete()
    for row in result["before"]:
        values = {
            key: value or None if key == "warranty_until" else value for key, value in row.items() if key != "pk"
        }
        Asset.objects.filter(pk=row["pk"]).update(**values)


ASSET_SHEET = register(
    SheetKind(
        code="assets",
        title="基础设施台账",
        roles=(Role.OFFICE_CLERK,),
        columns=(
            SheetColumn("kind", TITLES[0], Kind.CHOICE, required=True, choices=AssetKind.choices, sample="服务器"),
            SheetColumn("name", TITLES[1], required=True, most=120, width=28, sample="计算节点01"),
            SheetColumn("cloud", TITLES[2], Kind.CHOICE, choices=Cloud.choices, sample="政务云"),
            SheetColumn("owner", TITLES[3], required=True, most=120, width=20, sample="市信息化办公室"),
            SheetColumn("operator", TITLES[4], most=120, width=20),
            SheetColumn("site", TITLES[5], most=120, width=20),
            SheetColumn("contract", TITLES[6], most=120, width=20),
            SheetColumn("warranty_until", TITLES[7], Kind.DAY, width=14),
            SheetColumn("specification", TITLES[8], most=300, width=40),
            SheetColumn("count", TITLES[9], Kind.WHOLE, least=1, most=100_000, default=1, width=8, sample="1"),
        ),
        check=_check,
        apply=_apply,
        undo=_undo,
        back=lambda target: reverse("infrastructure:asset_list"),
        note="同类别同名的设施按表修改，其余新增。",
    )
)
