from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, Post, User, in_force
from accounts.roles import Role

SESSION_KEY = "post_id"


def active_post(request) -> Post | None:
    """The post chosen in this session, or the oldest current one. One query."""
    posts = list(Post.objects.for_session(request.user))
    request.posts = posts
    chosen = request.session.get(SESSION_KEY)
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)


def demo_groups() -> list[tuple[str, list[User]]]:
    """Demo accounts by role for the sign-in page: at most four of each, so that the page stays one screen."""
    groups: dict[str, list[User]] = {role.label: [] for role in Role}
    seen: set[tuple[str, int]] = set()
    posts = Post.objects.current().select_related("user", "organisation").order_by("pk")
    for post in posts.filter(user__is_active=True):
        label = post.get_role_display()
        if (label, post.user_id) not in seen and len(groups[label]) < 4:
            seen.add((label, post.user_id))
            post.user.demo_organisation = post.organisation.short_name
            groups[label].append(post.user)
    return [(label, users) for label, users in groups.items() if users]


def holders(*roles: str, organisation_id=None) -> QuerySet[Post]:
    """Current posts that hold one of the roles, in one organisation where given: those whom a notice reaches."""
    posts = Post.objects.current().filter(role__in=roles)
    return posts.filter(organisation_id=organisation_id) if organisation_id else posts


# --- lists of the administrators -------------------------------------------------------------------------------------


def posts_by(*, words: str = "", role: str = "") -> QuerySet[Post]:
    """Posts of all times by name of person or body."""
    posts = Post.objects.select_related("user", "organisation").order_by("organisation__name", "role", "pk")
    if words:
        posts = posts.filter(
            Q(user__display_name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(organisation__name__icontains=words)
            | Q(organisation__short_name__icontains=words)
        )
    return posts.filter(role=role) if role else posts


def posts_of(user: User) -> QuerySet[Post]:
    """All that a person held and holds, what is in force first."""
    return user.posts.select_related("organisation").order_by("-valid_to", "valid_from")


PERSON_STATES = {
    "stopped": Q(is_active=False),
    "idle": Q(is_active=True, last_login=None),
    "postless": Q(is_active=True, posts_now=0),
}


def people_by(*, words: str = "", state: str = "") -> QuerySet[User]:
    """People with their posts in force (`now`); `state` is a key of PERSON_STATES."""
    today = timezone.localdate()
    current = Post.objects.current(today).select_related("organisation").order_by("valid_from", "pk")
    people = User.objects.annotate(posts_now=Count("posts", filter=in_force(today, "posts__"))).order_by("username")
    people = people.prefetch_related(Prefetch("posts", current, to_attr="now"))
    if words:
        held = Q(pk__in=Post.objects.current(today).filter(organisation__name__icontains=words).values("user"))
        people = people.filter(Q(display_name__icontains=words) | Q(username__icontains=words) | held)
    return people.filter(PERSON_STATES[state]) if state in PERSON_STATES else people


def organisations_by(*, words: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Bodies with the number of people in force (`people_now`); words are looked for in former names as well."""
    today = timezone.localdate()
    bodies = Organisation.objects.select_related("parent", "successor").order_by("kind", "county", "name")
    bodies = bodies.annotate(people_now=Count("posts__user", filter=in_force(today, "posts__"), distinct=True))
    if words:
        former = Organisation.objects.filter(former_names__name__icontains=words)
        bodies = bodies.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=former))
    return bodies.filter(kind=kind) if kind else bodies
