"""The first administrator, and the doctor."""

import io

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from workspace.management.commands import doctor
from workspace.tasks import heartbeat


@pytest.fixture
def typed(monkeypatch):
    def type_in(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_in


def run(name, *arguments):
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_first_administrator_is_asked_for(typed):
    typed("wang li!", "wangli", "王丽", "short", "a-long-enough-7")
    printed = run("create_first_admin")
    assert "密码太短" in printed
    assert "系统管理员 王丽 (wangli) 已设立" in printed
    user = User.objects.get(username="wangli")
    assert user.check_password("a-long-enough-7")
    assert not user.is_superuser
    assert [post.role for post in user.posts.all()] == [Role.SYSTEM_ADMIN]
    assert "安全管理员未设立" in printed
    assert Organisation.objects.filter(kind=OrgKind.FINANCE).exists(), "the bodies of the regulation stand"
    assert Organisation.objects.filter(kind=OrgKind.COUNTY).count() == 8


@pytest.mark.django_db
def test_the_second_start_asks_nothing(typed):
    typed("wangli", "王丽", "a-long-enough-7", "", "lihua", "李华", "a-long-enough-8")
    run("create_first_admin")
    assert [post.role for post in Post.objects.order_by("pk")] == [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN]
    typed("wangli", "zhang", "张三", "a-long-enough-9")
    printed = run("create_first_admin")
    assert "该用户名已存在" in printed, "three administrators are three people"
    typed()
    assert run("create_first_admin") == ""
    assert set(Post.objects.values_list("role", flat=True)) == {"system_admin", "audit_admin", "security_admin"}
    assert Organisation.objects.filter(kind=OrgKind.OFFICE).count() == 1


@pytest.mark.django_db
def test_an_interrupted_answer_leaves_nothing(typed):
    typed("wangli")
    with pytest.raises(CommandError, match="未设立"):
        run("create_first_admin")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_a_terminal_it_says_what_to_run():
    assert "manage.py create_first_admin" in run("create_first_admin", "--only-ask-whether-needed")


@pytest.mark.django_db
def test_the_doctor_finds_the_servers_well():
    printed = run("doctor", "--only", "数据库", "数据库结构", "消息队列", "字体", "磁盘", "附件目录", "时钟")
    assert "✗" not in printed
    assert "龑 镕 喆 䶮 𬭩 㛃 可显示" in printed
    assert printed.endswith("一切正常。\n")


def test_the_doctor_says_how_to_mend(capsys):
    cache.clear()
    with pytest.raises(CommandError, match="1 项需要处理: 定时器"):
        call_command("doctor", "--only", "定时器")
    assert "处理: 启动: celery -A guangyuan_xxh beat" in capsys.readouterr().out


def test_a_heartbeat_shows_that_the_scheduler_lives():
    heartbeat()
    assert "✓ 定时器: 上次定时任务在 0 秒前" in run("doctor", "--only", "定时器")


def test_the_doctor_misses_fonts(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    with pytest.raises(doctor.Sick, match="仿宋、小标宋、楷体、黑体") as sick:
        doctor.check_fonts()
    assert "script/bootstrap" in sick.value.mend
