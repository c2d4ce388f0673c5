from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Post
from accounts.roles import Role
from changes.models import ChangeRequest, Handover, Reform
from documents.sheets.models import SheetImport
from experts.models import Panel
from projects.models import Application
from projects.states import ENDED


def change_requests(post: Post | None):
    return ChangeRequest.objects.visible_to(post).select_related("project__unit").order_by("-created_at")


def change_requests_of(project: Any, post: Post | None):
    return change_requests(post).filter(project=project).select_related("project__unit", "checked_by")


def reforms(post: Post | None):
    return Reform.objects.visible_to(post).select_related("organisation", "into").order_by("-created_at")


# --- a clerk's hand-over ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """What lies in one person's hands alone; all else waits for the post, whoever holds it."""

    applications: list[Application]
    imports: list[SheetImport]
    draws: list[Panel]

    def __bool__(self) -> bool:
        return bool(self.applications or self.imports or self.draws)

    def counts(self) -> dict[str, int]:
        found: dict[str, list[Any]] = {
            "项目联系人": self.applications,
            "待确认的导入": self.imports,
            "待抽取的专家名单": self.draws,
        }
        return {words: len(rows) for words, rows in found.items() if rows}

    def words(self) -> str:
        return "、".join(f"{words} {count} 件" for words, count in self.counts().items())


def in_the_hands_of(post: Post) -> Held:
    """Where the person is named, not the post. A clearance does not go over (article 24)."""
    person, unit = post.user, post.organisation_id
    applications: QuerySet[Application] = Application.objects.none()
    if post.role == Role.APPLICANT:
        named = Application.objects.filter(project__unit=unit, contact=person.display_name)
        applications = named.filter(project__is_classified=False).exclude(project__stage__in=ENDED)
    own = {"created_by__user": person, "created_by__organisation": unit, "created_by__role": post.role}
    imports = SheetImport.objects.filter(state="checked", **own)
    # Once words were given for a draw, the one who takes it over must be told the leaver's: none is stored.
    draws = Panel.objects.filter(state__in=["frozen", "committed"], drawn_by__user=person, drawn_by__organisation=unit)
    return Held(
        list(applications.select_related("project").order_by("project__number")),
        list(imports),
        list(draws.select_related("project", "witness_post")) if post.role == Role.OFFICE_CLERK else [],
    )


def colleagues(post: Post) -> QuerySet[Post]:
    """Whose work the leader of a body can hand over: its clerks, those who have left included."""
    role = Role.OFFICE_CLERK if post.role == Role.OFFICE_LEADER else Role.APPLICANT
    rows = Post.objects.filter(organisation_id=post.organisation_id, role=role)
    return rows.select_related("user", "organisation").order_by("user__display_name", "pk")


def handovers(post: Post) -> QuerySet[Handover]:
    return Handover.objects.filter(organisation_id=post.organisation_id).select_related("leaver", "taker")
