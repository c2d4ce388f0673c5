"""The door: signing in and out, the password, and through which post one acts."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.forms import SignInForm
from accounts.models import Post, User
from accounts.queries import SESSION_KEY, demo_groups
from accounts.services import password_was_chosen


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
    success_url = reverse_lazy("workspace:home")

    def form_valid(self, form):
        answer = super().form_valid(form)
        password_was_chosen(user=self.request.user, by=self.request.post)
        messages.success(self.request, "密码已更改，下次请用新密码登录。")
        return answer


class FirstSignIn(PasswordResetConfirmView):
    """A person's own link: the first password is chosen by who will use it, and known to nobody else."""

    template_name = "accounts/first_sign_in.html"
    success_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form):
        answer = super().form_valid(form)
        password_was_chosen(user=form.user, by=None)
        messages.success(self.request, "密码已设置，请用账号和新密码登录。")
        return answer


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
