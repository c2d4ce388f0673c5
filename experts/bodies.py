"""Bodies as people write them: which of the city's organisations a typed name means, and who are colleagues."""

from collections.abc import Iterable
from typing import Any

from accounts.models import FormerName, Organisation

# A shorter name would be found inside too many others.
SHORTEST = 4


def plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def same_name(one: str, other: str) -> bool:
    """The same, or one is a department of the other: 市交通局 信息科 inside 市交通局."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) >= SHORTEST and short in long)


def department_of(name: str, body: str) -> bool:
    """The body itself, or a part of it named after it: 市中心医院信息科 of 市中心医院."""
    whole, part = plain(body), plain(name)
    return part == whole or (len(whole) >= SHORTEST and part.startswith(whole))


def body_named(name: str, *, whole: bool = False) -> Organisation | None:
    """The organisation of the city that a typed name means: by its name, short name or a former one, else by the
    longest of these that the typed name begins with (a department); `whole` asks for the name as it is."""
    names: dict[str, Any] = {}
    for pk, *known in FormerName.objects.values_list("organisation_id", "name", "short_name"):
        names |= dict.fromkeys(map(plain, known), pk)
    for pk, *known in Organisation.objects.values_list("pk", "name", "short_name"):
        names |= dict.fromkeys(map(plain, known), pk)
    typed = plain(name)
    fitting = [known for known in names if known and (typed == known if whole else department_of(typed, known))]
    return Organisation.objects.get(pk=names[max(fitting, key=len)]) if fitting else None


def unit_keys(experts: Iterable[Any]) -> dict[Any, str]:
    """Expert's id → what tells work units apart in a draw. Whose employer is a part of another's (市医院信息科) is
    of the same unit, whether or not the city knows the unit as an organisation."""
    experts = list(experts)
    keys: dict[str, str] = {}
    for one in experts:
        if one.organisation_id:
            keys |= dict.fromkeys((plain(one.organisation.name), plain(one.employer)), str(one.organisation_id))
    for one in experts:
        keys.setdefault(plain(one.employer), one.unit_key)
    wholes = {name: min((body for body in keys if department_of(name, body)), key=len, default=name) for name in keys}
    return {one.pk: str(one.organisation_id or keys[wholes[plain(one.employer)]]) for one in experts}
