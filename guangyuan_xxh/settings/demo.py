"""The demonstration shows passwords on its sign-in page, so it may be reached from this machine only."""

from collections.abc import Iterable
from ipaddress import ip_address

from django.core.exceptions import ImproperlyConfigured

REFUSAL = (
    "演示模式 DEMO_MODE 不能在可被其他机器访问的正式系统上启用: {hosts}。请去掉 DEMO_MODE, 或只允许本机地址。 "
    "(DEMO_MODE refuses to start with DEBUG off and a host that is not this machine: {hosts}.)"
)


def is_loopback(host: str) -> bool:
    name = host.strip().strip("[]").lower()
    if name in {"localhost", ".localhost"} or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_demo_in_public(*, demo_mode: bool, debug: bool, allowed_hosts: Iterable[str]) -> None:
    public = [host for host in allowed_hosts if not is_loopback(host)]
    if demo_mode and not debug and public:
        raise ImproperlyConfigured(REFUSAL.format(hosts=", ".join(public)))
