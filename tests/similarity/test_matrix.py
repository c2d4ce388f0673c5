"""Role × state × transition of the two judgements."""

import pytest

from projects.models import Project
from similarity.models import Likeness, SplitGroup
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("similarity.likeness", "similarity.splitgroup")
pytestmark = own_process("similarity")
WHY = {"why": "对照内容判定"}


def _projects(city, count):
    facts = {"category": "application", "path": "procurement", "submitted_at": "2026-01-05T09:00+08:00"}
    return [Project.objects.create(name=f"平台{n}", unit=city.unit, **facts) for n in range(count)]


def pairs(city):
    for name in ("judge_same", "judge_related", "judge_different", "lapse"):
        earlier, later = _projects(city, 2)
        pair = Likeness.objects.create(earlier=earlier, later=later, predicted="same", score=0.9)
        yield [pair]
        post, data, system = (None, {}, True) if name == "lapse" else (city.office_clerk, WHY, False)
        yield [perform(pair, name, post=post, data=data, system=system)]
        if name == "judge_same":
            yield [perform(pair, "overturn", post=city.office_leader, reason="已停用")]


def groups(city):
    for name in ("judge_split", "judge_independent", "lapse", "record_merge"):
        parts = _projects(city, 2)
        group = SplitGroup.objects.create(key=f"{name}", total=2_000_000, limit=1_000_000, score=0.9)
        group.parts.set(parts)
        yield [group]
        if name == "record_merge":
            group = perform(group, "judge_split", post=city.office_clerk, data=WHY | {"parts": parts})
            perform(parts[1], "withdraw", post=city.applicant, reason="并入")
            yield [perform(group, name, post=city.office_clerk, data={"into": parts[0], "why": "合并"})]
            continue
        said = WHY | {"parts": parts}
        post, data, system = (None, {}, True) if name == "lapse" else (city.office_clerk, said, False)
        yield [perform(group, name, post=post, data=data, system=system)]
        if name == "judge_split":
            yield [perform(group, "overturn", post=city.office_leader, reason="分属两个年度")]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [pairs, groups])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
