from django import forms
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm

from accounts.bodies import COUNTIES, ZONE
from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from accounts.services import BODY_FIELDS

CHOOSE = "请选择"


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对，请核对后再试；连续输错五次将锁定十五分钟。",
        "inactive": "此账号已停用，请联系系统管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"


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
        # Two people of one name are told apart.
        self.fields["user"].label_from_instance = lambda user: f"{user}（{user.username}）"
        self.fields["user"].empty_label = self.fields["organisation"].empty_label = CHOOSE
        self.fields["role"].choices = [("", CHOOSE), *Role.choices]


class PersonEditForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("display_name", "phone")


class OrganisationForm(forms.ModelForm):
    """A body; its name is fixed once papers bear it."""

    class Meta:
        model = Organisation
        fields = BODY_FIELDS
        help_texts = {
            "county": "县区政府、经开区及其下属单位，市级部门派驻县区的机构填写，如“利州区”；市级单位不填。",
            "administrative": "医院、学校、图书馆等事业单位不勾选。",
            "parent": "派出机构、下属单位填写主管单位。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = Organisation.objects.standing().order_by("name")
        self.fields["parent"].queryset = standing.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "（无）"
        self.fields["kind"].choices = [("", CHOOSE), *OrgKind.choices]
        if not self.instance._state.adding and self.instance.is_named():
            for name in ("name", "short_name"):
                self.fields[name].disabled = True
            self.fields["name"].help_text = "已有项目、文书等使用；更名请办理“机构改革”。"

    def clean_county(self):
        """Counties are told apart by their names, so a new spelling would be a new county."""
        county = self.cleaned_data["county"].strip()
        if county and county not in (*COUNTIES, ZONE):
            raise forms.ValidationError(f"县区须是：{'、'.join((*COUNTIES, ZONE))}。")
        return county
