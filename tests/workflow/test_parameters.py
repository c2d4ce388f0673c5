import datetime
from decimal import Decimal

import pytest

from workflow.models import Parameter
from workflow.parameters import SEEDS, load_seeds, parameter

pytestmark = pytest.mark.django_db


def test_the_value_of_the_day_counts():
    Parameter.objects.create(
        key="supervision_threshold", value=2_000_000, valid_from=datetime.date(2027, 1, 1), source="修订"
    )
    assert parameter("supervision_threshold", datetime.date(2026, 12, 31)) == Decimal(1_000_000)
    assert parameter("supervision_threshold", datetime.date(2027, 1, 1)) == Decimal(2_000_000)


def test_seeds_are_never_overwritten():
    row = Parameter.objects.get(key="panel_size")
    Parameter.objects.filter(pk=row.pk).update(value=7)
    load_seeds()
    assert parameter("panel_size") == 7
    assert Parameter.objects.count() == len(SEEDS)


def test_before_the_first_day_there_is_no_value():
    with pytest.raises(LookupError, match="尚未生效"):
        parameter("panel_size", datetime.date(2000, 1, 1))
