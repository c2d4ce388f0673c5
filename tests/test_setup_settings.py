"""The wiring: what a city sets, and what a wrong value says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from guangyuan_xxh.proxies import RealAddressMiddleware
from guangyuan_xxh.settings.demo import is_loopback, refuse_demo_in_public
from guangyuan_xxh.settings.environment import number, text
from guangyuan_xxh.settings.redis_url import for_broker, with_database

BASE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]", "::1", "xxh.localhost"])
def test_this_machine_is_recognised(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["*", "0.0.0.0", "10.1.2.3", "xxh.example.gov.cn", ".example.cn", "localhost.example.cn"]
)
def test_other_hosts_are_recognised(host):
    assert not is_loopback(host)


def test_demo_refuses_a_public_host():
    with pytest.raises(ImproperlyConfigured, match=r"演示模式 DEMO_MODE .*xxh\.gov\.cn.*refuses to start"):
        refuse_demo_in_public(demo_mode=True, debug=False, allowed_hosts=["localhost", "xxh.gov.cn"])


@pytest.mark.parametrize(
    ("demo", "debug", "hosts"), [(True, True, ["a.cn"]), (False, False, ["a.cn"]), (True, False, ["::1"])]
)
def test_demo_starts_elsewhere(demo, debug, hosts):
    refuse_demo_in_public(demo_mode=demo, debug=debug, allowed_hosts=hosts)


def start(**environment):
    """Django set up in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=BASE, env=kept | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_asks_for_a_secret_key():
    started = start(DJANGO_SETTINGS_MODULE="guangyuan_xxh.settings.production")
    assert started.returncode == 1
    assert "请设置环境变量 SECRET_KEY" in started.stderr


@pytest.mark.parametrize("module", ["production", "local"])
def test_demo_mode_refuses_to_start_in_public(module):
    started = start(
        DJANGO_SETTINGS_MODULE=f"guangyuan_xxh.settings.{module}",
        SECRET_KEY="x" * 60, DEMO_MODE="1", ALLOWED_HOSTS="xxh.example.gov.cn",
    )  # fmt: skip
    assert started.returncode == 1
    assert "演示模式 DEMO_MODE" in started.stderr


def test_a_wrong_value_is_one_sentence(monkeypatch):
    monkeypatch.setenv("CLASSIFIED_MODE", "open")
    with pytest.raises(ImproperlyConfigured, match="CLASSIFIED_MODE='open' 无效"):
        text("CLASSIFIED_MODE", default="register", choices=("register", "full"))
    monkeypatch.setenv("MAX_UPLOAD_MB", "200MB")
    with pytest.raises(ImproperlyConfigured, match="应为整数"):
        number("MAX_UPLOAD_MB", default=200)


def test_one_redis_url_serves_broker_and_cache():
    assert with_database("redis://:pw@host:6379", 1) == "redis://:pw@host:6379/1"
    assert with_database("redis://host:6379/4", 1) == "redis://host:6379/5"
    assert with_database("unix:///a/valkey.sock?db=2", 1) == "unix:///a/valkey.sock?db=3"
    assert for_broker("unix:///a/valkey.sock?db=3") == "redis+socket:///a/valkey.sock?virtual_host=3"
    assert for_broker("redis://host:6379/4") == "redis://host:6379/4"


def test_only_one_address_in_the_page_policy_is_not_our_own():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    foreign = {(name, word) for name, words in directives.items() for word in words} - {
        (n, "'self'") for n in directives
    }
    assert foreign == {("img-src", "data:"), ("object-src", "'none'")}


def test_uploads_lie_outside_the_web_root():
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)
    assert settings.MEDIA_URL in {"", "/"}


def test_assets_are_built():
    for name in ("vendor/tabler.min.css", "vendor/tabler.min.js", "vendor/echarts.min.js", "vendor/icons.svg"):
        assert finders.find(name), f"{name}: run script/bootstrap"


@pytest.mark.parametrize(
    ("proxies", "passed", "seen"),
    [
        (0, "1.2.3.4", "10.0.0.1"),  # whatever a client writes of itself
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (2, "1.2.3.4", "10.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxy_saw(settings, rf, proxies, passed, seen):
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": passed})
    assert RealAddressMiddleware(lambda request: request.META["REMOTE_ADDR"])(request) == seen
