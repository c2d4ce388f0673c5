"""A pool of invented experts for tests."""

from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import Role
from experts.models import Expert, Field, Panel
from experts.services import convene
from projects.models import Project
from tests.factories import make_project
from workflow.engine import perform

CODES = ("network", "software", "data", "security", "crypto", "finance", "law", "business")


def make_expert(pool: Organisation, number: int, *, employer: str = "", organisation=None, codes=()) -> Expert:
    user = User.objects.create_user(f"expert{number}", password="test-2026-gy", display_name=f"专家{number:02d}")
    Post.objects.create(user=user, role=Role.EXPERT, organisation=pool)
    expert = Expert.objects.create(
        user=user, employer=employer or f"第{number}研究院", organisation=organisation, title="高级工程师"
    )
    chosen = codes or (CODES[number % len(CODES)], CODES[(number + 3) % len(CODES)])
    expert.fields.set(Field.objects.filter(code__in=chosen))
    return expert


def make_pool(pool: Organisation, count: int = 9) -> list[Expert]:
    """`count` experts of as many units, two fields each."""
    return [make_expert(pool, number) for number in range(1, count + 1)]


def post_of(expert: Expert) -> Post:
    return Post.objects.get(user=expert.user, role=Role.EXPERT)


def declared_panel(clerk: Post) -> Panel:
    """Five for the plan of a new project, today; all have declared and may write."""
    project = make_project()
    Project.objects.filter(pk=project.pk).update(submitted_at=timezone.now())
    terms = {"purpose": "plan_review", "meeting_at": timezone.now(), "place": "三楼", "size": 5, "quotas": {}}
    panel = convene(project=project, post=clerk, **terms)
    for seat in panel.seats.select_related("expert__user"):
        perform(seat, "declare", post=post_of(seat.expert), data={"statement": "无", "no_conflict": True})
    return panel
