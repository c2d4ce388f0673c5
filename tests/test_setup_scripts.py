"""What script/server decides before and between its processes, without starting any of them."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest
import server  # script/lib, on the path by pyproject.toml
import steps

LIB = Path(steps.__file__).resolve().parent
GIVEN = "postgres://somebody@host/register"


class Place:
    def __init__(self, home):
        self.home, self.media = home, home / "media"


class Servers:
    """Notes what is asked of the embedded ones."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        return lambda: self.asked.append(name)


@pytest.fixture
def house(monkeypatch, tmp_path):
    """A folder of its own, no database named, no command really run; `house.ran` says which would have been."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(server.embedded, "LOCAL", Place(tmp_path))
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")
    ran = []
    monkeypatch.setattr(server, "manage", lambda *arguments, **_options: ran.append(arguments[0]))
    monkeypatch.setattr(server, "create_first_admin", lambda env: ran.append("create_first_admin"))
    return argparse.Namespace(home=tmp_path, ran=ran)


def options(demo=True, fresh=False):
    return argparse.Namespace(demo=demo, fresh=fresh, host="127.0.0.1", port=8000)


def refused(act, *arguments):
    with pytest.raises(steps.Stop) as stop:
        act(*arguments)
    return stop.value.code, str(stop.value)


# --- what stands in the database -------------------------------------------------------------------------------------


def test_each_database_has_its_own_note(house, monkeypatch):
    server.marker().write_text(server.DEMO)
    assert server.marker() == house.home / "data"
    for url in (GIVEN, GIVEN + "2"):
        monkeypatch.setenv("DATABASE_URL", url)
        # Another, empty database gets its demonstration all the same.
        assert server.marked() == ""
        server.prepare(options(), {}, None)
        assert server.marked() == server.DEMO
    assert house.ran.count("demo") == 2
    assert len(list(house.home.glob("data*"))) == 3


def test_a_register_is_kept_from_invented_people_and_the_demonstration_from_a_register(house):
    server.marker().write_text(server.EMPTY)
    chosen = options()
    server.check_demo(chosen)
    assert chosen.demo is False
    for found in (server.DEMO, server.LOADING):
        server.marker().write_text(found)
        assert refused(server.check_demo, options(demo=False)) == (
            2,
            "此处已有演示数据。要从空库开始, 请加 --fresh。",
        )
        server.check_demo(options(demo=False, fresh=True))
        server.check_demo(options())


def test_with_a_database_of_ones_own_each_refusal_names_the_way_out(house, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", GIVEN)
    server.marker().write_text(server.DEMO)
    note = server.marker()
    for chosen in (options(demo=False), options(fresh=True)):
        code, words = refused(server.check_demo, chosen)
        assert code == 2
        assert f"清空该数据库并删除 {note}" in words
        assert "请加 --fresh" not in words
    # And that way leads out.
    note.unlink()
    server.check_demo(options(demo=False))


# --- a demonstration that was broken off -----------------------------------------------------------------------------


def test_a_half_loaded_demonstration_begins_anew(house):
    server.marker().write_text(server.LOADING)
    (house.home / "media").mkdir()
    servers = Servers()
    server.prepare(options(), {}, servers)
    assert servers.asked == ["recreate_database"]
    assert house.ran == ["migrate", "collectstatic", "demo"]
    assert (server.marked(), (house.home / "media").exists()) == (server.DEMO, False)


@pytest.mark.parametrize("servers", [None, Servers()], ids=["no servers of ours", "ours for the queue alone"])
def test_nobody_drops_a_database_that_is_not_ours(house, monkeypatch, servers):
    monkeypatch.setenv("DATABASE_URL", GIVEN)
    server.marker().write_text(server.LOADING)
    code, words = refused(server.prepare, options(), {}, servers)
    assert code == 9
    assert "没有装完" in words
    assert str(server.marker()) in words
    assert servers is None or servers.asked == []
    assert house.ran == []


def test_a_load_that_fails_is_known_as_half_done(house, monkeypatch):
    def fail(*arguments, **_options):
        if arguments[0] == "demo":
            raise steps.Stop("demo 未成功", 9)

    monkeypatch.setattr(server, "manage", fail)
    assert refused(server.prepare, options(), {}, Servers())[0] == 9
    assert server.marked() == server.LOADING


def test_what_is_there_is_not_loaded_again_and_an_empty_house_asks_for_its_administrator(house):
    server.prepare(options(), {}, Servers())
    server.prepare(options(), {}, Servers())
    assert house.ran.count("demo") == 1
    server.marker().unlink()
    server.prepare(options(demo=False), {}, Servers())
    assert house.ran[-1] == "create_first_admin"
    assert server.marked() == server.EMPTY


def test_fresh_erases_what_is_ours(house, monkeypatch):
    server.marker().write_text(server.DEMO)
    servers = Servers()
    monkeypatch.setattr(server, "environment", lambda options: {})
    monkeypatch.setattr(server, "prepare", lambda *arguments: (_ for _ in ()).throw(steps.Stop("so far", 1)))
    refused(server.serve, options(fresh=True), servers, 0.0)
    assert servers.asked == ["erase", "start"]
    assert server.marked() == ""


def test_named_servers_are_used_and_ours_stay_off(house, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", GIVEN)
    monkeypatch.setenv("REDIS_URL", "redis://host:6379/0")
    monkeypatch.setattr(server.embedded, "database_url", lambda place: "postgres:///ours")
    monkeypatch.setattr(server.embedded, "redis_url", lambda place: "redis:///ours")
    env = server.environment(options())
    assert (env["DATABASE_URL"], env["REDIS_URL"]) == (GIVEN, "redis://host:6379/0")
    seen = []

    def stop(_options, _env, servers):
        seen.append(servers)
        raise steps.Stop("so far", 1)

    monkeypatch.setattr(server, "prepare", stop)
    servers = Servers()
    refused(server.serve, options(), servers, 0.0)
    assert (seen, servers.asked) == ([None], [])


# --- steps -----------------------------------------------------------------------------------------------------------


def test_a_step_is_skipped_until_its_inputs_or_its_result_change(house, capsys):
    done, result = [], house.home / "result"

    def work():
        done.append(1)
        result.touch()

    for key, times in (("one", 1), ("one", 1), ("two", 2)):
        steps.once("准备", key, work, results=(result,))
        assert len(done) == times
    result.unlink()
    steps.once("准备", "two", work, results=(result,))
    assert len(done) == 3
    assert capsys.readouterr().out.count("✓ 准备") == 3


def test_a_step_that_failed_is_not_taken_for_done(house):
    def fail():
        raise steps.Stop("没有网络", 3)

    steps.once("准备", "one", lambda: None)
    refused(steps.once, "准备", "two", fail)
    done = []
    steps.once("准备", "one", lambda: done.append(1))
    assert done == [1]


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        (steps.Stop("端口已被占用。", 8), 8, "✗ 端口已被占用。"),
        (PermissionError(13, "Permission denied", "/srv/var"), 4, "✗ 没有权限: /srv/var"),
        (OSError(28, "No space left on device"), 5, "✗ 系统错误"),
        (KeyboardInterrupt(), 130, "已中断"),
    ],
)
def test_trouble_is_one_sentence_and_a_code(capsys, trouble, code, words):
    def main():
        raise trouble

    with pytest.raises(SystemExit) as end:
        steps.guarded(main)
    said = capsys.readouterr().err
    assert end.value.code == code
    assert said.startswith(words)
    assert said.count("\n") == 1


def test_a_folder_that_may_not_be_written_ends_with_four(tmp_path):
    """The whole command, in a process of its own: no traceback."""
    program = f"import sys; sys.path.insert(0, {str(LIB)!r}); import steps\n"
    program += "def main():\n    raise PermissionError(13, 'denied', 'var/log')\n"
    program += "steps.guarded(main)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "✗ 没有权限: var/log。请换用该目录的所有者运行, 或修正权限。\n"
