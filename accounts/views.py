from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, ListView

from accounts import services
from accounts.access import RolesMixin, for_roles
from accounts.forms import NewPasswordForm, PersonForm, PostForm, SignInForm
from accounts.models import Post, User
from accounts.queries import SESSION_KEY, demo_groups
from accounts.roles import Role


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        groups = demo_groups() if settings.DEMO_MODE else []
        return super().get_context_data(demo_groups=groups, **kwargs)


@require_POST
def demo_sign_in(request):
    """One click each, in demo mode only; settings refuse demo mode on a public host."""
    if not settings.DEMO_MODE:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)


class SignOut(LogoutView):
    next_page = reverse_lazy("accounts:sign_in")


class ChangePassword(PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("workspace:home")

    def form_valid(self, form):
        messages.success(self.request, "密码已更改，下次请用新密码登录。")
        return super().form_valid(form)


@require_POST
@for_roles()
def switch_post(request):
    """Act through another of one's own current posts."""
    post = get_object_or_404(Post.objects.for_session(request.user), pk=request.POST.get("post") or 0)
    request.session[SESSION_KEY] = post.pk
    messages.info(request, f"已切换到：{post.label}")
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if safe else settings.LOGIN_REDIRECT_URL)


class PostList(RolesMixin, ListView):
    roles = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    template_name = "accounts/post_list.html"
    paginate_by = 50
    context_object_name = "posts"

    def get_queryset(self):
        posts = Post.objects.select_related("user", "organisation").order_by("organisation__name", "role", "pk")
        words = self.request.GET.get("q", "").strip()
        return posts.filter(user__display_name__icontains=words) if words else posts


class PostCreate(RolesMixin, CreateView):
    """Only the security administrator gives posts (三员分立)."""

    roles = (Role.SECURITY_ADMIN,)
    form_class = PostForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "设岗位", "page": "accounts.post_create", "button": "设岗位"}

    def form_valid(self, form):
        post = services.give_post(post=form.instance, by=self.request.post)
        messages.success(self.request, f"已设岗位：{post.label}")
        return redirect("accounts:post_list")


class PersonCreate(RolesMixin, CreateView):
    roles = (Role.SYSTEM_ADMIN,)
    form_class = PersonForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "建立账号", "page": "accounts.person_create", "button": "建立账号"}

    def form_valid(self, form):
        user = services.add_person(user=form.save(commit=False), by=self.request.post)
        messages.success(self.request, f"已建立账号“{user.username}”，请安全管理员为其设岗位。")
        return redirect("accounts:post_list")


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def post_end(request, pk):
    post = services.end_post(post=get_object_or_404(Post, pk=pk), on=timezone.localdate(), by=request.post)
    messages.success(request, f"已免岗位：{post.label}，自 {post.valid_to} 止。")
    return redirect("accounts:post_list")
