"""People and their accounts: entered, stopped and helped back in by the system administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from accounts import services
from accounts.access import RolesMixin, for_roles
from accounts.filters import PersonFilter
from accounts.forms import PersonEditForm, PersonForm
from accounts.models import User
from accounts.queries import people, posts_of
from accounts.roles import ADMIN_ROLES, Role


class PersonList(RolesMixin, ListView):
    roles = ADMIN_ROLES
    template_name = "accounts/person_list.html"
    paginate_by = 50
    context_object_name = "people"

    def get_queryset(self):
        self.filter = PersonFilter(self.request.GET, people())
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class PersonPage(RolesMixin, DetailView):
    roles = ADMIN_ROLES
    model = User
    template_name = "accounts/person.html"
    context_object_name = "person"

    def get_context_data(self, **kwargs):
        is_oneself = self.object.pk == self.request.post.user_id
        keeps = self.request.post.role == Role.SYSTEM_ADMIN
        return super().get_context_data(posts=posts_of(self.object), is_oneself=is_oneself, keeps=keeps, **kwargs)


class PersonCreate(RolesMixin, CreateView):
    roles = (Role.SYSTEM_ADMIN,)
    form_class = PersonForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "建立账号", "page": "accounts.person_create", "button": "建立账号"}

    def form_valid(self, form):
        user = services.add_person(user=form.save(commit=False), by=self.request.post)
        messages.success(self.request, f"已建立账号“{user.username}”，首次登录须更改密码；请安全管理员为其设岗位。")
        return redirect("accounts:person", user.pk)


class PersonEdit(RolesMixin, UpdateView):
    roles = (Role.SYSTEM_ADMIN,)
    model = User
    form_class = PersonEditForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "修改人员", "page": "accounts.person_edit", "button": "保存"}

    def form_valid(self, form):
        user = services.edit_person(user=self.object, by=self.request.post, **form.cleaned_data)
        messages.success(self.request, "已保存。")
        return redirect("accounts:person", user.pk)


@require_POST
@never_cache
@for_roles(Role.SYSTEM_ADMIN)
def person_password(request, pk):
    """The new password stands in this answer and nowhere else."""
    person = get_object_or_404(User, pk=pk)
    try:
        password = services.reset_password(user=person, by=request.post)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
        return redirect("accounts:person", person.pk)
    return render(request, "accounts/person_password.html", {"person": person, "password": password})


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def person_stop(request, pk):
    return _switch(request, pk, services.stop_person, "已停用{0}的账号，现有登录随即失效。")


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def person_start(request, pk):
    return _switch(request, pk, services.start_person, "已启用{0}的账号。")


def _switch(request, pk, act, done):
    person = get_object_or_404(User, pk=pk)
    try:
        act(user=person, by=request.post)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    else:
        messages.success(request, done.format(person))
    return redirect("accounts:person", person.pk)
