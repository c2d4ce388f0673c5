"""The door of a page: signed in, with a post, in one of the page's roles."""

from functools import wraps

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied

from accounts.roles import Role


def refuse_other_roles(request, roles: tuple[str, ...]) -> None:
    """Raise PermissionDenied in words where this post has no business on the page (article 5)."""
    if request.post is None:
        raise PermissionDenied("您的账号尚未设岗位，请联系安全管理员。")
    if roles and request.post.role not in roles:
        names = "、".join(Role(role).label for role in roles)
        raise PermissionDenied(f"此页面供{names}使用；您当前的岗位是{request.post.get_role_display()}。")


class RolesMixin(AccessMixin):
    """Class-based pages: `roles = ()` means every post."""

    roles: tuple[str, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        refuse_other_roles(request, self.roles)
        return super().dispatch(request, *args, **kwargs)


def for_roles(*roles: str):
    """Function pages: `@for_roles(Role.OFFICE_CLERK)`; without arguments, every post."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                mixin = AccessMixin()
                mixin.request = request
                return mixin.handle_no_permission()
            refuse_other_roles(request, roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
