from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserCreationForm

from accounts.models import Organisation, Post, User


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对，请核对后再试；连续输错五次将锁定十五分钟。",
        "inactive": "此账号已停用，请联系系统管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"


class NewPasswordForm(PasswordChangeForm):
    """Django's form, under our name so that the labels have one home."""


class PersonForm(UserCreationForm):
    """A new person by the system administrator; posts are given by the security administrator (三员分立)."""

    class Meta:
        model = User
        fields = ("username", "display_name", "phone")
        labels = {"username": "账号"}


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ("user", "role", "organisation", "valid_from", "valid_to")
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.standing().order_by("name")
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("username")
