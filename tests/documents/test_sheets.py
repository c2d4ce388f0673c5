"""Excel in and out: every wrong cell at once, nothing half-imported, one act, one undoing."""

import io
import random
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.roles import Role
from documents.models import SheetImport
from documents.sheets.columns import Kind, SheetColumn, Unreadable
from documents.sheets.registry import KINDS
from projects.models import Application, BudgetLine, Project, SourceLine
from projects.services import save_application
from tests import factories as make
from workflow.engine import perform
from workflow.errors import RuleViolation
from workflow.exports import safe

pytestmark = pytest.mark.django_db
LIBRARY, BUDGET = "library-applications", "budget-lines"


@pytest.fixture
def applicant():
    return make.make_post(Role.APPLICANT)


@pytest.fixture
def application(applicant):
    return make.make_draft(applicant, name="智慧交通平台").application


def book(rows, kind=BUDGET, name="表.xlsx"):
    workbook = Workbook()
    workbook.active.append([column.title for column in KINDS[kind].columns])
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


def begin(application):
    return reverse("documents:sheet_begin_for", args=[BUDGET, application.pk])


def sent(client, url, **data):
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return SheetImport.objects.order_by("-created_at").first()


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.MONEY, "1,234.50", Decimal("1234.50")),
        (Kind.MONEY, "￥12 元", Decimal("12.00")),
        (Kind.MONEY, 3.0, Decimal("3.00")),
        (Kind.WHOLE, "2027年", 2027),
        (Kind.WHOLE, 2027.0, 2027),
        (Kind.DAY, "2026年3月1日", __import__("datetime").date(2026, 3, 1)),
        (Kind.DAY, "2026/3/1", __import__("datetime").date(2026, 3, 1)),
        (Kind.TEXT, "'=A1", "=A1"),
        (Kind.TEXT, 12.0, "12"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(kind, raw, value):
    assert SheetColumn("x", "列", kind).read(raw, {}) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.MONEY, "一千"),
        (Kind.MONEY, "1.234"),
        (Kind.MONEY, "NaN"),
        (Kind.MONEY, "1e99"),
        (Kind.WHOLE, "1.5"),
        (Kind.DAY, "2026-02-30"),
        (Kind.DAY, "春天"),
        (Kind.CHOICE, "没有的"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(kind, raw):
    with pytest.raises(Unreadable):
        SheetColumn("x", "列", kind).read(raw, {"有的": 1})


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_a_text_that_would_run_is_neutralised(text):
    assert safe(text) == f"'{text}"
    assert safe(Decimal(-1)) == Decimal(-1)


@pytest.mark.parametrize(("text", "kept"), [("一\x0b二", "一二"), ("\x0b=1+1", "'=1+1"), ("一\n二", "一\n二")])
def test_a_character_that_no_workbook_holds_is_left_out(text, kept):
    assert safe(text) == kept


def test_the_marked_copy_of_a_sheet_with_control_characters_can_be_had(applicant, application):
    client = make.signed_in(applicant)
    sheet = sent(client, begin(application), pasted="硬件\x0b设备\x01x\t服务器\x0b甲\t52000\t4")
    marked = client.get(reverse("documents:sheet_marked", args=[sheet.pk])).content
    assert load_workbook(io.BytesIO(marked)).active["B2"].value == "服务器甲"


def test_the_template_has_drop_downs_and_a_locked_head(applicant, application):
    url = reverse("documents:sheet_template_for", args=[BUDGET, application.pk])
    sheet = load_workbook(io.BytesIO(make.signed_in(applicant).get(url).content)).active
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["A2:A201"] == "'选项'!$A$2:$A$9"


def test_budget_lines_from_a_file_and_back(applicant, application):
    client = make.signed_in(applicant)
    sheet = sent(
        client,
        begin(application),
        file=book([["软件开发", "业务平台", "350,000", 2], ["监理", "监理服务", 80000, None]]),
    )
    assert (sheet.state, BudgetLine.objects.count()) == ("checked", 0)
    assert client.post(sheet.step_url("confirm")).status_code == 302
    assert list(application.budget_lines.values_list("kind", "amount")) == [
        ("development", Decimal("700000.00")),
        ("supervision", Decimal("80000.00")),
    ]
    # The second click finds it done.
    assert client.post(sheet.step_url("confirm")).status_code == 409
    assert client.post(sheet.step_url("undo")).status_code == 302
    assert not application.budget_lines.exists()


def test_budget_lines_by_paste_without_a_head(applicant, application):
    client = make.signed_in(applicant)
    sheet = sent(client, begin(application), pasted="硬件设备\t服务器\t52000\t4\r\n软件购置\t数据库\t98000\r\n")
    perform(sheet, "confirm", post=applicant)
    assert [line.amount for line in application.budget_lines.all()] == [Decimal("208000.00"), Decimal("98000.00")]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_the_lines_of_a_csv_may_end_as_they_like(applicant, application, end):
    text = end.join(["类别,名称及规格,单价（元）,数量", "硬件设备,服务器\0,52000,4", "", "软件购置,数据库,98000,1"])
    sheet = sent(make.signed_in(applicant), begin(application), file=SimpleUploadedFile("a.csv", text.encode()))
    assert [(number, cells[1]) for number, cells in sheet.raw] == [(2, "服务器"), (4, "数据库")]


def test_a_row_far_below_and_an_endless_number_take_no_time(applicant, application):
    file = io.BytesIO()
    with zipfile.ZipFile(book([["硬件设备", "服务器", 52000, 4]])) as good, zipfile.ZipFile(file, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<v>52000</v>", b"<v>1e999</v>")
                text = text.replace(b"</sheetData>", b'<row r="9999999999"><c r="A9999999999"/></row></sheetData>')
            bad.writestr(name, text)
    sheet = sent(make.signed_in(applicant), begin(application), file=SimpleUploadedFile("a.xlsx", file.getvalue()))
    assert [error["message"] for error in sheet.errors] == ["“inf”不是数字"]


def test_an_import_cannot_be_undone_once_the_draft_was_saved(applicant, application):
    sheet = sent(make.signed_in(applicant), begin(application), pasted="硬件设备\t服务器\t52000\t4")
    perform(sheet, "confirm", post=applicant)
    version = Application.objects.get().version
    save_application(application=application, post=applicant, version=version, fields={"contact": "王经办"})
    with pytest.raises(RuleViolation, match="又保存过"):
        perform(make.again(sheet), "undo", post=applicant)


def test_what_was_handed_in_meanwhile_takes_no_lines(applicant, application):
    make.fill(application, applicant)
    sheet = sent(make.signed_in(applicant), begin(application), pasted="硬件设备\t服务器\t52000\t4")
    make.submit_application(application.project)
    with pytest.raises(RuleViolation, match="已提交"):
        perform(make.again(sheet), "confirm", post=applicant)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken"), "文件打不开"),
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), "另存为 .xlsx"),
        (
            SimpleUploadedFile("a.csv", "类别,名称及规格,单价（元）,数量,颜色\n硬件设备,x,1,1,红".encode("gb18030")),
            "不认识的列：颜色",
        ),
        (SimpleUploadedFile("a.csv", "类别,名称及规格,数量\n硬件设备,x,1".encode()), "缺少列：单价（元）"),
        (SimpleUploadedFile("a.csv", f"类别,名称及规格,单价（元）\n{'长' * 200_000},x,1".encode()), "单元格过长"),
    ],
)
def test_an_unusable_file_says_why(applicant, application, file, words):
    answer = make.signed_in(applicant).post(begin(application), {"file": file})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_else_sees_or_confirms_an_import(applicant, application):
    sheet = sent(make.signed_in(applicant), begin(application), pasted="硬件设备\t服务器\t52000\t4")
    colleague = make.make_post(Role.APPLICANT, applicant.organisation)
    client = make.signed_in(colleague)
    assert client.get(sheet.get_absolute_url()).status_code == 404
    assert client.post(sheet.step_url("confirm")).status_code == 404
    stranger = make.make_post(Role.APPLICANT, make.make_org())
    assert make.signed_in(stranger).get(begin(application)).status_code == 404


# --- 2,000 rows, 37 wrong cells ----------------------------------------------------------------------------------

WRONG = {1: "", 2: "没有的类别", 4: "走后门", 9: "", 10: "一百万", 11: "彩票", 12: "明年", 13: "三月"}


def rows_of(unit, count):
    return [
        [
            unit,
            f"批量项目{n:04d}",
            "信息应用系统",
            "新建",
            "政府采购",
            "王经办",
            "3260001",
            "需要",
            "目标",
            "建设内容",
            100000 + n,
            "市级财政预算",
            2027,
            "2027-03-01",
            "2027-12-31",
        ]
        for n in range(count)
    ]


def test_2000_rows_with_37_bad_cells_return_exactly_these_37(applicant):
    rng, rows = random.Random(4), rows_of(applicant.organisation.name, 2000)
    places = rng.sample([(row, column) for row in range(2000) for column in WRONG], 37)
    for row, column in places:
        rows[row][column] = WRONG[column]
    client = make.signed_in(applicant)
    sheet = sent(client, reverse("documents:sheet_begin", args=[LIBRARY]), file=book(rows, LIBRARY))
    names = [column.name for column in KINDS[LIBRARY].columns]
    expected = {(row + 2, names[column]) for row, column in places}
    assert {(error["row"], error["column"]) for error in sheet.errors} == expected
    assert len(sheet.errors) == 37
    assert sheet.state == "rejected"
    assert Project.objects.count() == 0
    assert client.post(sheet.step_url("confirm")).status_code == 409
    marked = load_workbook(io.BytesIO(client.get(reverse("documents:sheet_marked", args=[sheet.pk])).content)).active
    red = {(cell.row, names[cell.column - 1]) for row in marked.iter_rows(min_row=2) for cell in row if cell.comment}
    assert red == expected
    assert marked.max_row == 2001
    # Mended in the copy and sent again, it goes in whole, and comes out whole.
    for row, column in places:
        marked.cell(row + 2, column + 1).value = rows_of(applicant.organisation.name, 2000)[row][column]
    buffer = io.BytesIO()
    marked.parent.save(buffer)
    url = reverse("documents:sheet_begin", args=[LIBRARY])
    sheet = sent(client, url, file=SimpleUploadedFile("改好.xlsx", buffer.getvalue()))
    perform(sheet, "confirm", post=applicant)
    assert (Project.objects.count(), SourceLine.objects.count()) == (2000, 2000)
    perform(make.again(sheet), "undo", post=applicant)
    assert Project.objects.count() == 0


def test_the_same_name_twice_or_there_already_is_an_error_of_its_row(applicant, application):
    rows = rows_of(applicant.organisation.name, 3)
    rows[1][1], rows[2][1] = rows[0][1], application.project.name
    sheet = sent(make.signed_in(applicant), reverse("documents:sheet_begin", args=[LIBRARY]), file=book(rows, LIBRARY))
    assert [(error["row"], error["column"]) for error in sheet.errors] == [(3, "name"), (4, "name")]


def test_a_unit_imports_for_itself_only(applicant):
    other = make.make_org()
    rows = rows_of(other.name, 1)
    url = reverse("documents:sheet_begin", args=[LIBRARY])
    assert sent(make.signed_in(applicant), url, file=book(rows, LIBRARY)).errors[0]["column"] == "unit"
    clerk = make.make_post(Role.OFFICE_CLERK)
    sheet = sent(make.signed_in(clerk), url, file=book(rows, LIBRARY))
    perform(sheet, "confirm", post=clerk)
    assert Project.objects.get().unit == other


def test_an_import_that_went_on_is_not_undone(applicant):
    url = reverse("documents:sheet_begin", args=[LIBRARY])
    sheet = sent(make.signed_in(applicant), url, file=book(rows_of(applicant.organisation.name, 2), LIBRARY))
    perform(sheet, "confirm", post=applicant)
    make.fill(Project.objects.first().application, applicant)
    with pytest.raises(RuleViolation, match="1 个项目"):
        perform(make.again(sheet), "undo", post=applicant)
    assert Project.objects.count() == 2
