"""The figures of an annual list: the same on the page, on paper and in the sheet."""

import io
import re
from decimal import Decimal

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.roles import Role
from documents import rendering
from documents.management.commands.render_sample import sample_context
from documents.registry import SPECS
from documents.samples import lifecycle as samples
from projects import queries
from projects.documents import annual_list_context
from projects.list_sheet import list_figures, list_workbook
from projects.models import ListLine
from tests import factories as make

pytestmark = pytest.mark.django_db

AMOUNTS = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
PLACES = st.sampled_from(["in", "in", "reserve", "out"])


@pytest.fixture
def three_on_a_list():
    projects = [make.bring(make.make_project(budget=500_000), "library") for _ in range(3)]
    return make.make_list(*projects), make.make_post(Role.OFFICE_CLERK)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(AMOUNTS, PLACES, st.sampled_from(["city", "province", "own"])), min_size=3, max_size=3))
def test_page_paper_and_sheet_say_the_same(three_on_a_list, rows):
    """Random sums, columns and sources: count, total, this year and every source agree to the fen."""
    annual_list, clerk = three_on_a_list
    for line, (total, placement, kind) in zip(annual_list.lines.all(), rows, strict=True):
        line.project.application.sources.all().update(amount=total, kind=kind)
        this_year = (total / 2).quantize(Decimal("0.01"))
        ListLine.objects.filter(pk=line.pk).update(total=total, this_year=min(this_year, total), placement=placement)
    page, paper = queries.list_sums(annual_list, clerk), list_figures(annual_list)
    assert (page.count, page.total, page.this_year) == (paper["count"], paper["total"], paper["this_year"])
    assert {row.label: row.this_year for row in page.sources} == {
        row["label"]: row["amount"] for row in paper["by_source"]
    }
    assert sum(row.total for row in page.units) == page.total
    book = load_workbook(io.BytesIO(list_workbook(paper, "清单")))
    last = [cell.value for cell in list(book["清单"].iter_rows())[-1]]
    assert [Decimal(str(value)).quantize(Decimal("0.01")) for value in last[5:7]] == [page.total, page.this_year]
    sheet = {label: Decimal(str(amount)).quantize(Decimal("0.01")) for label, _n, amount in _rows(book["按来源"])}
    assert sheet == {row.label: row.this_year for row in page.sources}
    assert sum(sheet.values()) == page.this_year


@pytest.mark.parametrize(
    "amounts", [["1049"] * 3, ["1832260", "9310000", "1927200"], ["1234567.89", "0.01", "99999999.99"]]
)
def test_the_lines_of_the_paper_add_up_and_are_those_of_page_and_sheet(three_on_a_list, amounts):
    """As printed: nothing is rounded in a line that counts whole in the total."""
    annual_list, clerk = three_on_a_list
    for line, amount in zip(annual_list.lines.all(), amounts, strict=True):
        line.project.application.sources.all().update(amount=amount)
        ListLine.objects.filter(pk=line.pk).update(total=amount, this_year=amount)
    printed = printed_lines(annual_list_context(annual_list))
    assert [sum_ * 10000 for sum_ in printed[:-1]] == [Decimal(amount) for amount in amounts]
    assert printed[-1] == sum(printed[:-1])
    page = make.signed_in(clerk).get(annual_list.get_absolute_url()).content.decode()
    of_page = re.findall(r'data-list-total>\s*<span class="num" title="([\d,.]+) 元', page)
    assert [Decimal(sum_.replace(",", "")) / 10000 for sum_ in of_page] == [printed[-1]]
    book = load_workbook(io.BytesIO(list_workbook(list_figures(annual_list), "清单")))
    sheet = [row[5].value for row in list(book["清单"].iter_rows())[2:]]
    assert [Decimal(str(sum_)).quantize(Decimal("0.01")) for sum_ in sheet] == [sum_ * 10000 for sum_ in printed]


def printed_lines(context):
    """总投资 of each line and of the whole, as it stands in the table of the PDF."""
    whole = sample_context("annual_list_draft") | SPECS["annual_list_draft"].complete(context)
    with pdfplumber.open(io.BytesIO(rendering.render("annual_list_draft", whole).pdf)) as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table if len(row) == 9]
    return [Decimal(row[5]) for row in rows if row[5] != "总投资"]


def test_a_long_list_of_the_sample_has_five_lines_on_a_page():
    whole = sample_context("annual_list_draft") | SPECS["annual_list_draft"].complete(samples.annual_list(75))
    pages = rendering.render("annual_list_draft", whole).pages
    assert pages <= 18


def _rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
