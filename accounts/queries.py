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

NEVER_SIGNED_IN = Q(is_active=True, last_login=None)


def all_posts() -> QuerySet[Post]:
    """Of all times."""
    return Post.objects.select_related("user", "organisation").order_by("organisation__name", "role", "pk")


def posts_of(user: User) -> QuerySet[Post]:
    """All that a person held and holds."""
    return user.posts.select_related("organisation").order_by("-valid_to", "valid_from")


def people() -> QuerySet[User]:
    """With their posts in force (`now`) and the number of them (`posts_now`)."""
    current = Post.objects.current().select_related("organisation").order_by("valid_from", "pk")
    number = Count("posts", filter=in_force(timezone.localdate(), "posts__"))
    rows = User.objects.annotate(posts_now=number).order_by("username")
    return rows.prefetch_related(Prefetch("posts", current, to_attr="now"))


def organisations() -> QuerySet[Organisation]:
    """With the number of people in force (`people_now`)."""
    number = Count("posts__user", filter=in_force(timezone.localdate(), "posts__"), distinct=True)
    rows = Organisation.objects.select_related("parent", "successor").order_by("kind", "county", "name")
    return rows.annotate(people_now=number)
