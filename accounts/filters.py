"""What the administrators' lists are asked: by name of person or body, and by one kind."""

import django_filters as df
from django.db.models import Q

from accounts.models import Organisation, Post, User
from accounts.queries import NEVER_SIGNED_IN
from accounts.roles import OrgKind, Role

ANY = "全部"
PERSON_STATES = {
    "postless": ("未设岗位", Q(is_active=True, posts_now=0)),
    "idle": ("从未登录", NEVER_SIGNED_IN),
    "stopped": ("已停用", Q(is_active=False)),
}


class PostFilter(df.FilterSet):
    q = df.CharFilter(label="姓名、账号、单位", method="by_words")
    role = df.ChoiceFilter(label="岗位", choices=Role.choices, empty_label=ANY)

    class Meta:
        model = Post
        fields: list[str] = []

    def by_words(self, rows, name, words):
        person = Q(user__display_name__icontains=words) | Q(user__username__icontains=words)
        body = Q(organisation__name__icontains=words) | Q(organisation__short_name__icontains=words)
        return rows.filter(person | body)


class PersonFilter(df.FilterSet):
    q = df.CharFilter(label="姓名、账号、单位", method="by_words")
    state = df.ChoiceFilter(
        label="账号状态",
        choices=[(key, label) for key, (label, _q) in PERSON_STATES.items()],
        method="by_state",
        empty_label=ANY,
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows, name, words):
        here = Q(pk__in=Post.objects.current().filter(organisation__name__icontains=words).values("user"))
        return rows.filter(Q(display_name__icontains=words) | Q(username__icontains=words) | here)

    def by_state(self, rows, name, state):
        return rows.filter(PERSON_STATES[state][1])


class OrganisationFilter(df.FilterSet):
    """By a former name as well: people ask for a body by what it was called."""

    q = df.CharFilter(label="名称、简称、原名称", method="by_words")
    kind = df.ChoiceFilter(label="类别", choices=OrgKind.choices, empty_label=ANY)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_words(self, rows, name, words):
        former = Q(pk__in=Organisation.objects.filter(former_names__name__icontains=words))
        return rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | former)
