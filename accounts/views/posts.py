"""Posts: who acts in which role for which body. Given and ended by the security administrator (三员分立)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, ListView

from accounts import services
from accounts.access import RolesMixin, for_roles
from accounts.filters import PostFilter
from accounts.forms import PostForm
from accounts.models import Post
from accounts.queries import all_posts
from accounts.roles import ADMIN_ROLES, Role


class PostList(RolesMixin, ListView):
    roles = ADMIN_ROLES
    template_name = "accounts/post_list.html"
    paginate_by = 50
    context_object_name = "posts"

    def get_queryset(self):
        self.filter = PostFilter(self.request.GET, all_posts())
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class PostCreate(RolesMixin, CreateView):
    """Begun on a person's page, the person is chosen already."""

    roles = (Role.SECURITY_ADMIN,)
    form_class = PostForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "设岗位", "page": "accounts.post_create", "button": "设岗位"}

    def get_initial(self):
        return {"user": self.request.GET.get("user", "")}

    def form_valid(self, form):
        post = services.give_post(post=form.instance, by=self.request.post)
        messages.success(self.request, f"已设岗位：{post.label}")
        return redirect("accounts:post_list")


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def post_end(request, pk):
    try:
        post = services.dismiss(post=get_object_or_404(Post, pk=pk), by=request.post)
    except ValidationError as refusal:
        messages.error(request, "".join(refusal.messages))
    else:
        messages.success(request, f"已免岗位：{post.label}，即时生效。")
    return redirect("accounts:post_list")
