"""Half a cent counts as one (四舍五入), wherever money is reckoned."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from funds.models import Contract
from workflow.numbers import TENTH, cents, half_up

# Each compares a number with itself at two digits, to refuse what has more.
EXACT = {"documents/sheets/columns.py", "funds/imports.py"}
ROUNDS = "workflow/numbers.py"


@pytest.mark.parametrize(
    ("number", "rounded"), [("5.005", "5.01"), ("5.015", "5.02"), ("5.0049", "5.00"), ("-5.005", "-5.01")]
)
def test_half_a_cent_counts_as_one(number, rounded):
    assert cents(Decimal(number)) == Decimal(rounded)


def test_a_tenth_too():
    assert half_up(Decimal("74.25"), TENTH) == Decimal("74.3")


def test_what_is_held_back_of_a_contract():
    assert Contract(amount=Decimal("100.10"), retention_percent=Decimal(5)).retention == Decimal("5.01")


def test_nobody_rounds_in_a_way_of_their_own():
    """The demonstration invents its sums; what it makes of them is nobody's money."""
    root = Path(settings.BASE_DIR)
    apps = {path.parent.name for path in root.glob("*/apps.py")}
    files = {path.relative_to(root): path for app in apps for path in (root / app).rglob("*.py")}
    ours = {name: path for name, path in files.items() if "demo" not in name.parts}
    rounding = {str(name) for name, path in ours.items() if ".quantize(" in path.read_text()}
    assert rounding == EXACT | {ROUNDS}
