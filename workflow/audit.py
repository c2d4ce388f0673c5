"""The unit of work, and the audit trail: every act once, in a hash chain, in the transaction of what it tells of."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Post, User
from workflow.errors import once_only
from workflow.machines import Kind
from workflow.models import AuditContent, AuditEvent, Notice

CHAIN_LOCK = 7_310_024
GENESIS = "0" * 64
HASHED = ("actor", "action", "label", "kind", "title", "from_state", "to_state", "reason", "changes")


@dataclass
class Work:
    """What one transaction writes at its end, and what it has read once and need not read again."""

    events: list[tuple[AuditEvent, AuditContent]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


_work: ContextVar[Work | None] = ContextVar("unit_of_work", default=None)
_reading: ContextVar[dict[str, Any] | None] = ContextVar("reading", default=None)


@contextmanager
def unit_of_work() -> Iterator[Work]:
    """One transaction whose notices and events are written at its end, in one statement each.

    The chain has one tail, so its lock is taken last: whoever holds it needs no other lock any more, and two acts that
    meet on the same rows cannot wait for each other. What runs on commit is no part of the work any more. Of two who
    create the same at once the second is told so (Conflict).
    """
    if (outer := _work.get()) is not None:
        yield outer
        return
    work = Work()
    with once_only(), transaction.atomic():
        token = _work.set(work)
        try:
            yield work
        finally:
            _work.reset(token)
        if work.notices:
            Notice.objects.bulk_create(work.notices)
        _append(work.events)


@contextmanager
def reading() -> Iterator[None]:
    """A list that asks the same of every row: within it `read_once` asks once, as it does in a unit of work."""
    known = _reading.get()
    token = _reading.set({} if known is None else known)
    try:
        yield
    finally:
        _reading.reset(token)


def read_once(key: str, read: Callable[[], Any]) -> Any:
    """What `read()` gives; within a unit of work, or a list that is read, it is asked once."""
    work = _work.get()
    known = _reading.get() if work is None else work.known
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]


def record(
    *,
    subject: Any,
    action: str,
    label: str,
    post: Post | None,
    user: User | None = None,
    kind: str = Kind.FACT,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    thread_id: uuid.UUID | None = None,
) -> None:
    """Write one event about `subject` (any row). `post` None is the system or a stranger."""
    person = post.user if post else user
    event = AuditEvent(
        at=timezone.now(),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        thread_id=thread_id or getattr(subject, "thread_id", None),
        user=person,
        post=post,
    )
    content = AuditContent(
        salt=secrets.token_hex(16),
        actor=post.label if post else (str(person) if person else "系统"),
        action=action,
        label=label,
        kind=kind,
        title=str(subject)[:200],
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
    )
    with unit_of_work() as work:
        work.events.append((event, content))


def content_hash(content: AuditContent) -> str:
    """Salted, so that a purged content cannot be guessed back from its hash."""
    payload = {name: getattr(content, name) for name in HASHED}
    canonical = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256((content.salt + canonical).encode()).hexdigest()


def chain_hash(event: AuditEvent) -> str:
    parts = (event.prev_hash, event.content_hash, event.at.isoformat(), event.subject_type, event.subject_id)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _append(waiting: list[tuple[AuditEvent, AuditContent]]) -> None:
    if not waiting:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    tail = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    for event, content in waiting:
        event.prev_hash = tail
        event.content_hash = content_hash(content)
        tail = event.hash = chain_hash(event)
    # One statement each: the rows of a multi-row INSERT take their keys in order.
    AuditEvent.objects.bulk_create([event for event, _content in waiting])
    for event, content in waiting:
        content.event = event
    AuditContent.objects.bulk_create([content for _event, content in waiting])


def verify_chain() -> tuple[int, list[str]]:
    """Walk the whole trail; (number of events, findings in Chinese). Used by `manage.py verify_audit`."""
    findings: list[str] = []
    previous, count = GENESIS, 0
    for event in AuditEvent.objects.select_related("content").order_by("pk").iterator(2000):
        count += 1
        if event.prev_hash != previous or event.hash != chain_hash(event):
            findings.append(f"事件 {event.pk}：链断开")
        content = getattr(event, "content", None)
        if content is None or content_hash(content) != event.content_hash:
            findings.append(f"事件 {event.pk}：内容与散列不符")
        previous = event.hash
    return count, findings
