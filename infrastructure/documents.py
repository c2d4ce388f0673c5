"""Context of the 资源分配通知书."""

from typing import Any

from django.utils import timezone

from infrastructure.choices import UNITS
from infrastructure.models import Allocation, Norm

NORMS = [
    "资源仅用于申请所列系统，不得转让、转借其他单位或者个人使用。",
    "长期闲置的资源，由市信息办提醒后收回。",
    "不再使用的，应当及时办理释放；到期前可以重新申请。",
]


def _norms_in_force(cloud: str) -> list[str]:
    norms = Norm.objects.filter(cloud__in=["", cloud]).prefetch_related("versions")
    found = [(norm, norm.in_force()) for norm in norms]
    return [f"遵守《{norm.title}》（第 {version.number} 版）。" for norm, version in found if version]


def notice_context(allocation: Allocation) -> dict[str, Any]:
    project = allocation.project
    lines = [line for line in allocation.lines.select_related("pool") if line.granted]
    return {
        "unit": allocation.unit.name,
        "project_number": project.number if project else "",
        "project_name": project.name if project else "",
        "platform": f"广元市{allocation.get_cloud_display()}平台",
        "cloud": allocation.get_cloud_display(),
        "applied_on": timezone.localdate(allocation.created_at),
        "resources": [
            {
                "name": str(line.pool.get_measure_display()).split("（")[0],
                "environment": allocation.get_environment_display(),
                "quantity": f"{line.granted.normalize():f}",
                "unit": UNITS[line.pool.measure],
                "remark": "" if line.granted == line.asked else f"申请 {line.asked.normalize():f}",
            }
            for line in lines
        ],
        "valid_from": allocation.starts_on,
        "valid_until": allocation.ends_on,
        "norms": [*NORMS, *_norms_in_force(allocation.cloud)],
    }
