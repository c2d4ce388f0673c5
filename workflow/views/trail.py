"""The audit trail as a list."""

from django.utils import timezone

from accounts.access import RolesMixin
from accounts.roles import Role
from workflow.exports import Column, ExportedList
from workflow.models import AuditEvent


class AuditList(RolesMixin, ExportedList):
    """The whole trail, for the audit administrator alone (三员分立)."""

    roles = (Role.AUDIT_ADMIN,)
    template_name = "workflow/audit_list.html"
    context_object_name = "events"
    paginate_by = 50
    export_name = "审计记录"
    export_columns = (
        Column("序号", lambda row: row.pk, 10),
        Column("时间", lambda row: f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", 20),
        Column("办理人", lambda row: _content(row, "actor"), 28),
        Column("事项", lambda row: _content(row, "label"), 24),
        Column("对象", lambda row: _content(row, "title"), 40),
        Column("状态变化", lambda row: row.state_words, 30),
        Column("理由", lambda row: _content(row, "reason"), 40),
        Column("上条校验码", lambda row: row.prev_hash, 20),
        Column("内容校验码", lambda row: row.content_hash, 20),
        Column("校验码", lambda row: row.hash, 20),
    )

    def get_queryset(self):
        events = AuditEvent.objects.select_related("content").order_by("-pk")
        words = self.request.GET.get("q", "").strip()
        return events.filter(content__actor__icontains=words) if words else events


def _content(event: AuditEvent, name: str) -> str:
    """Purged text is not there any more; its event and the chain are."""
    content = getattr(event, "content", None)
    return getattr(content, name) if content else "内容已按保密要求清除"
